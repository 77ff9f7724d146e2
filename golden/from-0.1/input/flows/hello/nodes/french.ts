export default () => ({ greeting: "salut" });
