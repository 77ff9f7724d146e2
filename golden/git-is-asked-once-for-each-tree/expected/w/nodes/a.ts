export default () => "first";
// 1.1
