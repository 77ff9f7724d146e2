import type { Context } from "tentacular";
import { type Block, clip, context, escape, header, link, type Message, message, sections } from "./lib/slack.ts";
import type { Digest, SummarisedPull } from "./summarise-pulls.ts";

const LONGEST_SUMMARY = 300;
const LONGEST_OVERVIEW = 500;
const DAY = 86_400_000;

/** Writes the message, a chapter for each repository; it is null when no pull request is open. */
export default function formatDigest(_ctx: Context, input: Digest): { message: Message | null; summary: string } {
  const { pulls, hasMore, overview } = input;
  const noun = pulls.length === 1 && !hasMore ? "pull request" : "pull requests";
  const summary = `${hasMore ? "more than " : ""}${pulls.length} open ${noun}`;
  if (pulls.length === 0) return { message: null, summary };
  const title = `🔀 ${summary[0].toUpperCase()}${summary.slice(1)}`;
  const blocks: Block[] = [header(title)];
  if (overview) blocks.push(...sections([escape(clip(overview, LONGEST_OVERVIEW))]));
  for (const [repository, own] of Map.groupBy(pulls, (pull) => pull.repository)) {
    blocks.push(...sections([`*${escape(repository)}*`, ...own.map((pull) => line(pull, Date.parse(input.now)))]));
  }
  const limits = hasMore ? "the ones that were updated last" : "all that are open";
  blocks.push(context(`pr-digest · ${limits} · summaries are written by a model and may be wrong`));
  return { message: message(title, blocks), summary };
}

function line(pull: SummarisedPull, now: number): string {
  const days = Math.max(0, Math.floor((now - Date.parse(pull.createdAt)) / DAY));
  const age = days === 0 ? "new today" : `open for ${days} ${days === 1 ? "day" : "days"}`;
  const facts = `${escape(pull.author)}, ${age}${pull.isDraft ? ", draft" : ""}`;
  const summary = pull.summary === null ? "" : `\n   ${escape(clip(pull.summary, LONGEST_SUMMARY))}`;
  return `• ${link(pull.url, `#${pull.number} ${pull.title}`)} (${facts})${summary}`;
}
