import type { Context } from "tentacular";
import type { Analysis, Finding, State } from "./analyze-results.ts";

/** A message in Slack's Block Kit; `text` is what notifications show. */
export interface Message {
  text: string;
  blocks: Block[];
}

type Block =
  | { type: "header"; text: { type: "plain_text"; text: string; emoji: true } }
  | { type: "section"; text: { type: "mrkdwn"; text: string } }
  | { type: "divider" }
  | { type: "context"; elements: { type: "mrkdwn"; text: string }[] };

const ICON: Record<State, string> = { up: "✅", slow: "🐢", down: "🔴" };

/** Writes the message; it is null when there is nothing that anybody has to know. */
export default function formatReport(_ctx: Context, input: Analysis): { message: Message | null; summary: string } {
  const { findings, counts } = input;
  const summary = `${counts.up} up, ${counts.slow} slow, ${counts.down} down`;
  if (counts.down === 0) return { message: null, summary };
  const title = `🚨 ${counts.down} of ${findings.length} endpoints ${counts.down === 1 ? "is" : "are"} down`;
  return {
    summary,
    message: {
      text: title,
      blocks: [
        { type: "header", text: { type: "plain_text", text: title, emoji: true } },
        ...findings.map(section),
        { type: "divider" },
        { type: "context", elements: [{ type: "mrkdwn", text: `uptime-prober · ${summary}` }] },
      ],
    },
  };
}

function section(finding: Finding): Block {
  const detail = finding.error ?? `HTTP ${finding.status}`;
  const text = `${ICON[finding.state]} *<${escape(finding.url)}>*\n${escape(detail)} · ${finding.durationMs} ms`;
  return { type: "section", text: { type: "mrkdwn", text } };
}

/** The three characters that Slack gives a meaning. */
function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
