export default () => "first";
