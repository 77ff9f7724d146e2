export default () => ({ greeting: "hallo" });
