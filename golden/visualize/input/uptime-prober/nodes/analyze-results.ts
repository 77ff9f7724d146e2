import type { Context } from "tentacular";
import type { Probe } from "./probe-endpoints.ts";

export type State = "up" | "slow" | "down";

export interface Finding extends Probe {
  state: State;
}

export interface Analysis {
  findings: Finding[];
  /** How many endpoints are in each state. */
  counts: Record<State, number>;
}

const DEFAULT_SLOW_MS = 2_000;

/** Sorts endpoints into up, slow and down, the worst first. */
export default function analyzeResults(ctx: Context, input: { probes: Probe[] }): Analysis {
  const slowMs = Number(ctx.config.slowMs ?? DEFAULT_SLOW_MS);
  const findings = input.probes.map((probe) => ({ ...probe, state: stateOf(probe, slowMs) }));
  const rank: Record<State, number> = { down: 0, slow: 1, up: 2 };
  findings.sort((a, b) => rank[a.state] - rank[b.state] || a.url.localeCompare(b.url, "en"));
  const counts: Record<State, number> = { up: 0, slow: 0, down: 0 };
  for (const finding of findings) counts[finding.state] += 1;
  return { findings, counts };
}

/** Below 500 a server has answered for itself: 404 and 403 say that it is there. */
function stateOf(probe: Probe, slowMs: number): State {
  if (probe.status === null || probe.status >= 500) return "down";
  return probe.durationMs > slowMs ? "slow" : "up";
}
