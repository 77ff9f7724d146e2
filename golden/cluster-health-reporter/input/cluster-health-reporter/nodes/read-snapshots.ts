import type { Context } from "tentacular";
import { text, whole } from "./lib/config.ts";
import { refusal } from "./lib/http.ts";
import { moment } from "./lib/now.ts";
import { mapLimited } from "./lib/pool.ts";
import { fetchStore, intervalMinutes, slotOf, slotPath, type Snapshot } from "./lib/store.ts";

export interface Snapshots {
  cluster: string;
  hours: number;
  /** How many there should be. */
  expected: number;
  /** Those that are there, the oldest first. */
  snapshots: Snapshot[];
}

const CONCURRENCY = 8;
const MINUTE = 60_000;

/** Reads the snapshots of the last `config.hours`. A slot without one is a gap, not an error. */
export default async function readSnapshots(ctx: Context, input: unknown): Promise<Snapshots> {
  const hours = whole(ctx, "hours");
  const slots = slotsUntil(moment(input), hours, intervalMinutes(ctx));
  const found = await mapLimited(slots, CONCURRENCY, (slot) => read(ctx, slotPath(ctx, slot)));
  const snapshots = found.filter((snapshot) => snapshot !== null);
  ctx.log.info(`${snapshots.length} of ${slots.length} snapshots are there`);
  return { cluster: text(ctx, "cluster"), hours, expected: slots.length, snapshots };
}

/** The slots of the last hours, the oldest first; the one that is under way is left out, as it may be empty yet. */
function slotsUntil(now: Date, hours: number, minutes: number): Date[] {
  const count = Math.floor(hours * 60 / minutes);
  const end = slotOf(now, minutes).getTime();
  return Array.from({ length: count }, (_, index) => new Date(end - (count - index) * minutes * MINUTE));
}

async function read(ctx: Context, path: string): Promise<Snapshot | null> {
  const response = await fetchStore(ctx, path);
  const body = await response.text();
  if (response.status === 404) return null;
  if (!response.ok) throw await refusal("the store", new Response(body, { status: response.status }));
  const snapshot = parse(body);
  if (snapshot?.format === 1) return snapshot;
  ctx.log.warn(`${path} holds no snapshot that this version can read`);
  return null;
}

function parse(body: string): Snapshot | null {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}
