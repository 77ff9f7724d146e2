export default () => ({ changed: true });
