import type { Context } from "tentacular";

/** Splits a text into words in lower case. A word is letters, marks and digits of any script. */
export default function tokenise(_ctx: Context, input: { text: string }): { words: string[] } {
  const words = input.text.match(/[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu) ?? [];
  return { words: words.map((word) => word.toLowerCase()) };
}
