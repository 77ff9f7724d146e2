export default () => ({});
// there
// 5
