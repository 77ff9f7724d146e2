export default () => ({ total: 3 });
