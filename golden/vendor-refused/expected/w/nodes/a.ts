import "jsr:@demo/text@1";
export default () => 1;
