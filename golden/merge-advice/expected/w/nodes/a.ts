export default () => ({});
// 3
// 4
// 5
