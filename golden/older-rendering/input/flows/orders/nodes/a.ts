export default () => ({ orders: 2 });
