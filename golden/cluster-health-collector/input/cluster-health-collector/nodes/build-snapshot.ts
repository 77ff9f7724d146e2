import type { Context } from "tentacular";
import { text, whole } from "./lib/config.ts";
import type { Snapshot } from "./lib/store.ts";
import type { ClusterNodes } from "./list-nodes.ts";
import type { Pod } from "./list-pods.ts";

/** Two nodes lead here, so the input holds the output of each by its name. */
interface Input {
  "list-nodes": ClusterNodes;
  "list-pods": { pods: Pod[] };
}

/** Counts nodes and pods, and names at most `config.mostListed` of each that have problems. */
export default function buildSnapshot(ctx: Context, input: Input): Snapshot {
  const { now, nodes } = input["list-nodes"];
  const { pods } = input["list-pods"];
  const most = whole(ctx, "mostListed");
  const unhealthy = pods.flatMap(({ name, problem }) => problem === null ? [] : [{ pod: name, reason: problem }]);
  const restarted = pods
    .filter((pod) => pod.restarts > 0)
    .map((pod) => ({ pod: pod.name, count: pod.restarts }))
    .sort((a, b) => b.count - a.count || (a.pod < b.pod ? -1 : 1));
  return {
    format: 1,
    cluster: text(ctx, "cluster"),
    takenAt: now,
    nodes: {
      total: nodes.length,
      ready: nodes.filter((node) => node.isReady).length,
      troubled: nodes
        .filter((node) => node.problems.length > 0)
        .map(({ name, problems }) => ({ name, problems }))
        .slice(0, most),
    },
    pods: {
      total: pods.length,
      phases: phases(pods),
      unhealthy: unhealthy.length,
      troubled: unhealthy.slice(0, most),
    },
    restarts: { pods: restarted.length, listed: restarted.slice(0, most) },
  };
}

function phases(pods: Pod[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { phase } of pods) counts[phase] = (counts[phase] ?? 0) + 1;
  return counts;
}
