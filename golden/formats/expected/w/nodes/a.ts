export default () => ({});
// more
