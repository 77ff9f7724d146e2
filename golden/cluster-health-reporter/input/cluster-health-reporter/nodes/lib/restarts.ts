import type { Snapshot } from "./store.ts";

/**
 * How often containers of each pod restarted between the snapshots, the most restarts first.
 *
 * A snapshot holds counts since a pod was made, so they are compared with those of the snapshot before. A count that
 * fell belongs to a new pod of that name. A snapshot may list only some pods: what newly appears after such a one may
 * have restarted long ago and is left out, so this is never more than there were.
 */
export function restartsOf(snapshots: Snapshot[]): { name: string; count: number }[] {
  const totals = new Map<string, number>();
  for (let index = 1; index < snapshots.length; index++) {
    const before = snapshots[index - 1].restarts;
    const counts = new Map(before.listed.map(({ pod, count }) => [pod, count]));
    const listsAll = before.listed.length === before.pods;
    for (const { pod, count } of snapshots[index].restarts.listed) {
      const known = counts.get(pod) ?? (listsAll ? 0 : count);
      const added = count >= known ? count - known : count;
      if (added > 0) totals.set(pod, (totals.get(pod) ?? 0) + added);
    }
  }
  return [...totals]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
