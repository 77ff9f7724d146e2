import type { Context } from "tentacular";

/** Runs first: its input is the input of the run. */
export default async function greet(ctx: Context, input: { name?: string }) {
  const text = `${ctx.config.greeting}, ${input.name ?? "world"}!`;
  ctx.log.info(text);
  return { text };
}
