export default () => 1;
// mine
