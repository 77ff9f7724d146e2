import type { Context } from "tentacular";

const TEXT = `The quick brown fox jumps over the lazy dog. The dog sleeps; the fox does not.
"Again!" says the fox, and jumps over the dog — again and again.`;

/** The text of the run's input, or a fixed one. */
export default function readText(_ctx: Context, input: { text?: string }): { text: string } {
  return { text: input.text ?? TEXT };
}
