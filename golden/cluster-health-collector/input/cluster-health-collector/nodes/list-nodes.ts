import type { Context } from "tentacular";
import { listAll } from "./lib/kubernetes.ts";
import { moment } from "./lib/now.ts";

/** A node of the cluster. */
export interface ClusterNode {
  name: string;
  isReady: boolean;
  /** Why it is not ready or under pressure, or that it is cordoned; empty when all is well. */
  problems: string[];
}

export interface ClusterNodes {
  /** When the run is, in ISO 8601. */
  now: string;
  nodes: ClusterNode[];
}

/** A v1 Node, as far as it is read. */
interface Entry {
  metadata: { name: string };
  spec?: { unschedulable?: boolean };
  status?: { conditions?: { type: string; status: string; reason?: string }[] };
}

/** Lists the nodes of the cluster. */
export default async function listNodes(ctx: Context, input: unknown): Promise<ClusterNodes> {
  const now = moment(input).toISOString();
  const nodes = await listAll(ctx, "/api/v1/nodes", clusterNode);
  ctx.log.info(`${nodes.length} nodes`);
  return { now, nodes };
}

function clusterNode({ metadata, spec, status }: Entry): ClusterNode {
  const conditions = status?.conditions ?? [];
  const ready = conditions.find((condition) => condition.type === "Ready");
  const isReady = ready?.status === "True";
  const problems = isReady ? [] : [`NotReady: ${ready?.reason ?? "no condition"}`];
  // All other conditions (MemoryPressure, DiskPressure …) are well when they are not true.
  for (const { type, status } of conditions) if (type !== "Ready" && status === "True") problems.push(type);
  if (spec?.unschedulable) problems.push("cordoned");
  return { name: metadata.name, isReady, problems };
}
