export default () => ({});
// 1.0
// 1.1
// 1.2
