export default () => ({});
// 1.1
// more
