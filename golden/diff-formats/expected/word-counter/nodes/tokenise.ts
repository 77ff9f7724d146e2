import type { Context } from "tentacular";

/** Splits a text into terms in lower case. A term is letters, marks and digits of any script. */
export default function tokenise(_ctx: Context, input: { text: string }): { terms: string[] } {
  const terms = input.text.match(/[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
  return { terms: terms.map((term) => term.toLowerCase()) };
}
