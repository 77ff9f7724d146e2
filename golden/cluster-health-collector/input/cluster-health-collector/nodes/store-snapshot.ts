import type { Context } from "tentacular";
import { refusal } from "./lib/http.ts";
import { fetchStore, intervalMinutes, slotOf, slotPath, type Snapshot } from "./lib/store.ts";

/** Writes the snapshot into its slot of the store. A retried or repeated run writes the same object again. */
export default async function storeSnapshot(ctx: Context, input: Snapshot): Promise<{ stored: string }> {
  const path = slotPath(ctx, slotOf(new Date(input.takenAt), intervalMinutes(ctx)));
  const body = JSON.stringify(input);
  const response = await fetchStore(ctx, path, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body,
  });
  if (!response.ok) throw await refusal("the store", response);
  await response.body?.cancel();
  ctx.log.info(`${body.length} characters at ${path}`);
  return { stored: path };
}
