import type { Context } from "tentacular";
import { listAll } from "./lib/kubernetes.ts";

/** A pod of the cluster. */
export interface Pod {
  /** `namespace/name`. */
  name: string;
  phase: string;
  /** Why it does not do its work; null when it does, has done it, or is being deleted. */
  problem: string | null;
  /** Of all its containers, since the pod was made. */
  restarts: number;
}

interface Container {
  restartCount?: number;
  state?: { waiting?: { reason?: string } };
}

/** A v1 Pod, as far as it is read. */
interface Entry {
  metadata: { name: string; namespace: string; deletionTimestamp?: string };
  status?: {
    phase?: string;
    reason?: string;
    conditions?: { type: string; status: string; reason?: string }[];
    initContainerStatuses?: Container[];
    containerStatuses?: Container[];
  };
}

/** Lists the pods of all namespaces. */
export default async function listPods(ctx: Context, _input: unknown): Promise<{ pods: Pod[] }> {
  const pods = await listAll(ctx, "/api/v1/pods", pod);
  ctx.log.info(`${pods.length} pods`);
  return { pods };
}

function pod(entry: Entry): Pod {
  const { name, namespace } = entry.metadata;
  return {
    name: `${namespace}/${name}`,
    phase: entry.status?.phase ?? "Unknown",
    problem: isWell(entry) ? null : problem(entry),
    restarts: containers(entry).reduce((sum, container) => sum + (container.restartCount ?? 0), 0),
  };
}

function isWell(entry: Entry): boolean {
  if (entry.metadata.deletionTimestamp !== undefined || entry.status?.phase === "Succeeded") return true;
  const ready = entry.status?.conditions?.find((condition) => condition.type === "Ready");
  return entry.status?.phase === "Running" && ready?.status === "True";
}

/** The most telling reason: that of a container (CrashLoopBackOff), of the pod (Evicted), of a condition. */
function problem(entry: Entry): string {
  const status = entry.status ?? {};
  const waiting = containers(entry).map((container) => container.state?.waiting?.reason)
    // An init container is still at work, or the pod has just begun.
    .find((reason) => reason !== undefined && reason !== "PodInitializing" && reason !== "ContainerCreating");
  const failed = (status.conditions ?? []).filter((condition) => condition.status === "False");
  const unscheduled = failed.find((condition) => condition.type === "PodScheduled");
  return waiting ?? status.reason ?? unscheduled?.reason ?? (status.phase === "Running" ? "NotReady" : status.phase) ??
    "Unknown";
}

function containers(entry: Entry): Container[] {
  return [...entry.status?.initContainerStatuses ?? [], ...entry.status?.containerStatuses ?? []];
}
