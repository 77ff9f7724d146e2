export default () => ({ changed: true });
// again
// and again
