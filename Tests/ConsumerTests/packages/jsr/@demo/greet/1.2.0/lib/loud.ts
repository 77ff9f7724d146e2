import { shout } from "jsr:@demo/text@^1.0.0";
import { greet } from "../mod.ts";

export function loud(who: string): string {
  return shout(greet(who).text);
}
