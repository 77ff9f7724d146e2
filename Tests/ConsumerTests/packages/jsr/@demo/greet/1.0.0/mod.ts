import type { Greeting } from "./lib/types.ts";
import { name } from "./lib/name.ts";

/** Greets somebody. */
export function greet(who: string): Greeting {
  return { text: `Hello, ${who} (${name})` };
}

export default greet;
