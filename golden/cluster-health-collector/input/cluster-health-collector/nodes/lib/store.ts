import type { Context } from "tentacular";
import { text, whole } from "./config.ts";

// The dependency `store` is any server of files that takes PUT and GET, like nginx with `dav_methods PUT` and
// `create_full_put_path on`. It holds one object for each slot of `config.intervalMinutes`, at
// /{cluster}/{YYYY-MM-DD}/{HHMM}.json, in UTC. A slot can be computed, so nothing has to list objects, and a snapshot
// that is written again replaces itself. Collector and reporter have to agree on the store and on the two settings.

/** A cluster at one moment. */
export interface Snapshot {
  format: 1;
  cluster: string;
  /** In ISO 8601. */
  takenAt: string;
  nodes: {
    total: number;
    ready: number;
    /** Those that are not ready, cordoned or under pressure. */
    troubled: { name: string; problems: string[] }[];
  };
  pods: {
    total: number;
    /** How many are in each phase. */
    phases: Record<string, number>;
    unhealthy: number;
    /** The unhealthy ones, as far as listed. */
    troubled: { pod: string; reason: string }[];
  };
  restarts: {
    /** How many pods had restarts since they were made. */
    pods: number;
    /** Those with the most, as far as listed. */
    listed: { pod: string; count: number }[];
  };
}

const MINUTE = 60_000;
const MINUTES_OF_A_DAY = 1_440;

/** How long a slot is, in minutes; slots begin at midnight, so a day has to be a multiple of it. */
export function intervalMinutes(ctx: Context): number {
  const minutes = whole(ctx, "intervalMinutes");
  if (MINUTES_OF_A_DAY % minutes === 0) return minutes;
  throw new Error(`config.intervalMinutes is ${minutes}; expected a divisor of ${MINUTES_OF_A_DAY}, like 5 or 15`);
}

/** When the slot of a moment began. */
export function slotOf(moment: Date, minutes: number): Date {
  return new Date(Math.floor(moment.getTime() / (minutes * MINUTE)) * minutes * MINUTE);
}

/** Where in the store the snapshot of a slot lies. */
export function slotPath(ctx: Context, slot: Date): string {
  const [day, time] = slot.toISOString().split("T");
  const cluster = encodeURIComponent(text(ctx, "cluster"));
  return `/${cluster}/${day}/${time.slice(0, 2)}${time.slice(3, 5)}.json`;
}

/** Requests a path from the store, with the secret as a bearer token, if there is one. */
export async function fetchStore(ctx: Context, path: string, init: RequestInit = {}): Promise<Response> {
  const store = ctx.dependency("store");
  const headers = new Headers(init.headers);
  if (store.secret) headers.set("authorization", `Bearer ${store.secret}`);
  return await store.fetch!(path, { ...init, headers, signal: ctx.signal });
}
