export default () => 0;
// 1
