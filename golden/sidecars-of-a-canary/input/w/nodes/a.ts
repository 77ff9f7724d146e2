export default () => "a";
