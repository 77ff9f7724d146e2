export default () => ({ total: 1 });
