import { greet } from "greet";
import { shout } from "jsr:@demo/text@1";

export default () => shout(greet("you").text);
