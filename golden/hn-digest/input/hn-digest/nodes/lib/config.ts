import type { Context } from "tentacular";

/** A whole number of `config:` that is not below `least`; its default stands in workflow.yaml. */
export function whole(ctx: Context, key: string, least = 1): number {
  const value: unknown = ctx.config[key];
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`config.${key} is ${shown(value)}; expected a whole number from ${least}`);
}

function shown(value: unknown): string {
  return value === undefined ? "missing" : JSON.stringify(value);
}
