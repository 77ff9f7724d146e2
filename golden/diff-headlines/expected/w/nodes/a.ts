export default () => ({});
// 1
// 3
// 4
// 5
// 6
