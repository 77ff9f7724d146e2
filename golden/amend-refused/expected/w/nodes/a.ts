export default () => ({});
// changed
