import type { Context } from "tentacular";
import type { Health, Statistics, Trouble } from "./compute-statistics.ts";
import { type Block, clip, context, escape, header, type Message, message, sections } from "./lib/slack.ts";

const LONGEST_NAME = 150;
const LONGEST_REASONS = 200;

/** Writes the message. There is one on good days too: silence would look the same as a collector that has stopped. */
export default function formatReport(_ctx: Context, input: Statistics): { message: Message; summary: string } {
  const { cluster, hours, snapshots, health } = input;
  const summary = health === null ? `no snapshot in ${hours} h` : inShort(health);
  const title = `${icon(health)} ${cluster}: ${summary}`;
  const coverage = `cluster-health-reporter · ${hours} hours · ${snapshots.found} of ${snapshots.expected} snapshots`;
  const blocks: Block[] = [header(title)];
  if (health === null) {
    blocks.push(...sections(["The store holds nothing of this time. Does cluster-health-collector run?"]));
  } else {
    blocks.push(...sections(nodeLines(health.nodes)), ...sections(podLines(health.pods)));
    blocks.push(...sections(restartLines(health.restarts)));
  }
  return { message: message(title, [...blocks, context(coverage)]), summary };
}

function icon(health: Health | null): string {
  if (health === null || health.nodes.ready < health.nodes.total) return "🔴";
  return health.nodes.troubledCount + health.pods.troubledCount > 0 ? "🟡" : "🟢";
}

function inShort({ nodes, pods, restarts }: Health): string {
  return `${nodes.ready} of ${nodes.total} nodes ready, ${pods.unhealthy} of ${pods.total} pods unhealthy, ` +
    `${restarts.total} ${restarts.total === 1 ? "restart" : "restarts"}`;
}

function nodeLines({ total, readyPercent, worst, troubled, troubledCount }: Health["nodes"]): string[] {
  const low = worst === null ? "" : ` · at worst ${worst.ready} of ${worst.total}, ${worst.at.slice(0, 16)}Z`;
  return [`*Nodes* · ${total} · ready ${readyPercent} % of the time${low}`, ...troubleLines(troubled, troubledCount)];
}

function podLines({ total, unhealthy, mostUnhealthy, troubled, troubledCount }: Health["pods"]): string[] {
  const counts = `${total} · ${unhealthy} unhealthy now, ${mostUnhealthy} at most`;
  return [`*Pods* · ${counts}`, ...troubleLines(troubled, troubledCount)];
}

function restartLines({ total, pods, podCount }: Health["restarts"]): string[] {
  if (total === 0) return ["*Restarts* · none"];
  const lines = pods.map(({ name, count }) => `• ${shown(name)} ${count}×`);
  return [`*Restarts* · ${total}`, ...lines, ...more(podCount, pods.length)];
}

function troubleLines(troubled: Trouble[], count: number): string[] {
  const lines = troubled.map(({ name, minutes, reasons }) =>
    `• ${shown(name)} ${duration(minutes)} · ${escape(clip(reasons.join(", "), LONGEST_REASONS))}`
  );
  return [...lines, ...more(count, troubled.length)];
}

function more(all: number, listed: number): string[] {
  return all > listed ? [`… and ${all - listed} more`] : [];
}

function shown(name: string): string {
  return `\`${escape(clip(name, LONGEST_NAME))}\``;
}

function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
