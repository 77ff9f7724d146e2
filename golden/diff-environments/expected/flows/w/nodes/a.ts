export default () => ({});
// 1
