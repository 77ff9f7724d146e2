import type { Context } from "tentacular";
import { whole } from "./lib/config.ts";
import { restartsOf } from "./lib/restarts.ts";
import { intervalMinutes, type Snapshot } from "./lib/store.ts";
import type { Snapshots } from "./read-snapshots.ts";

/** Something that had problems, and for how long: each snapshot that shows them stands for its interval. */
export interface Trouble {
  name: string;
  minutes: number;
  reasons: string[];
}

export interface Statistics {
  cluster: string;
  hours: number;
  snapshots: { expected: number; found: number };
  /** Null without a snapshot. */
  health: Health | null;
}

export interface Health {
  nodes: {
    /** In the last snapshot. */
    total: number;
    ready: number;
    /** The average share of nodes that were ready, rounded down to a tenth of a percent. */
    readyPercent: number;
    /** The first moment with the most nodes that were not ready; null when all were ready always. */
    worst: { at: string; ready: number; total: number } | null;
    troubled: Trouble[];
    /** How many had problems, also those that are not listed. */
    troubledCount: number;
  };
  pods: {
    /** In the last snapshot. */
    total: number;
    unhealthy: number;
    /** The most at one moment. */
    mostUnhealthy: number;
    troubled: Trouble[];
    troubledCount: number;
  };
  restarts: { total: number; pods: { name: string; count: number }[]; podCount: number };
}

/** Tells how the cluster was, from the snapshots of its last hours. */
export default function computeStatistics(ctx: Context, input: Snapshots): Statistics {
  const { cluster, hours, expected, snapshots } = input;
  const last = snapshots.at(-1);
  const result = { cluster, hours, snapshots: { expected, found: snapshots.length } };
  if (last === undefined) return { ...result, health: null };
  const minutes = intervalMinutes(ctx);
  const most = whole(ctx, "mostListed");
  const nodes = troubles(snapshots.flatMap((snapshot) => snapshot.nodes.troubled), minutes);
  const pods = troubles(
    snapshots.flatMap(({ pods }) => pods.troubled.map(({ pod, reason }) => ({ name: pod, problems: [reason] }))),
    minutes,
  );
  const restarts = restartsOf(snapshots);
  return {
    ...result,
    health: {
      nodes: {
        total: last.nodes.total,
        ready: last.nodes.ready,
        readyPercent: readyPercent(snapshots),
        worst: worst(snapshots),
        troubled: nodes.slice(0, most),
        troubledCount: nodes.length,
      },
      pods: {
        total: last.pods.total,
        unhealthy: last.pods.unhealthy,
        mostUnhealthy: Math.max(...snapshots.map((snapshot) => snapshot.pods.unhealthy)),
        troubled: pods.slice(0, most),
        troubledCount: pods.length,
      },
      restarts: {
        total: restarts.reduce((sum, { count }) => sum + count, 0),
        pods: restarts.slice(0, most),
        podCount: restarts.length,
      },
    },
  };
}

function troubles(sightings: { name: string; problems: string[] }[], minutes: number): Trouble[] {
  return [...Map.groupBy(sightings, (sighting) => sighting.name)]
    .map(([name, own]) => ({
      name,
      minutes: own.length * minutes,
      reasons: [...new Set(own.flatMap((sighting) => sighting.problems))].sort(),
    }))
    .sort((a, b) => b.minutes - a.minutes || (a.name < b.name ? -1 : 1));
}

/** Rounded down, so that 100 means that nothing was amiss. */
function readyPercent(snapshots: Snapshot[]): number {
  const total = snapshots.reduce((sum, { nodes }) => sum + nodes.total, 0);
  const ready = snapshots.reduce((sum, { nodes }) => sum + nodes.ready, 0);
  return total === 0 ? 0 : Math.floor(ready * 1_000 / total) / 10;
}

function worst(snapshots: Snapshot[]): { at: string; ready: number; total: number } | null {
  const missing = ({ nodes }: Snapshot) => nodes.total - nodes.ready;
  const most = snapshots.reduce((most, snapshot) => missing(snapshot) > missing(most) ? snapshot : most);
  return missing(most) === 0 ? null : { at: most.takenAt, ready: most.nodes.ready, total: most.nodes.total };
}
