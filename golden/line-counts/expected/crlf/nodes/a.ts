export default () => ({ ok: true });
// two
