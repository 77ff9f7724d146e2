export default () => ({ greeting: "hello" });
