export default () => 1;
// theirs
