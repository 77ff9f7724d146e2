export default () => ({});
// other
