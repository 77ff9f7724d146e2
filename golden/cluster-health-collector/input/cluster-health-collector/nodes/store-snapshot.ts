import type { Context } from "tentacular";
import { refusal } from "./lib/http.ts";
import { intervalMinutes, slotOf, slotUrl, type Snapshot, storeHeaders } from "./lib/store.ts";

/** Writes the snapshot into its slot. A retried or repeated run writes the same object again. */
export default async function storeSnapshot(ctx: Context, input: Snapshot): Promise<{ stored: string }> {
  const url = slotUrl(ctx, slotOf(new Date(input.takenAt), intervalMinutes(ctx)));
  const headers = storeHeaders(ctx);
  headers.set("content-type", "application/json");
  const body = JSON.stringify(input);
  const response = await ctx.fetch("store", url, { method: "PUT", headers, body, signal: ctx.signal });
  if (!response.ok) throw await refusal("the store", response);
  await response.body?.cancel();
  ctx.log.info(`${body.length} characters at ${url}`);
  return { stored: url };
}
