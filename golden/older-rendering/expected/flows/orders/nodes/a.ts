export default () => ({ orders: 3 });
// more
