export default () => 1;
// two
// three
// four
