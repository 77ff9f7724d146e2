import type { Greeting } from "./demo-greet-1.1.0-lib-types.ts";
import { name } from "./demo-greet-1.1.0-lib-name.ts";

/** Greets somebody. */
export function greet(who: string): Greeting {
  return { text: `Good day, ${who} (${name})` };
}

export default greet;
