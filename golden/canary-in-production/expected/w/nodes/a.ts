export default () => 0;
// 1
// 2
