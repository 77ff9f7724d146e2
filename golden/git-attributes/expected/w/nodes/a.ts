export default () => {};
