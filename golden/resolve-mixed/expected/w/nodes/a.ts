export default () => ({});
// 1
// next
