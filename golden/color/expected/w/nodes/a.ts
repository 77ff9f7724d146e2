export default () => ({});
// [31mred
