export default () => ({ ok: true });
// 1
