export default () => ({});
// 5
// 6
