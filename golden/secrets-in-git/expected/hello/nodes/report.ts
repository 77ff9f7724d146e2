import type { Context } from "tentacular";

/** Its input is the output of the one node before it. */
export default async function report(_ctx: Context, input: { text: string }) {
  return { text: input.text, length: input.text.length };
}
