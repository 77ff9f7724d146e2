import type { Context } from "tentacular";
import type { Stories, Story } from "./fetch-stories.ts";
import { whole } from "./lib/config.ts";

export interface Digest {
  title: string;
  markdown: string;
  count: number;
}

/** Writes the stories as a numbered list in Markdown (CommonMark). */
export default function formatDigest(ctx: Context, input: Stories): Digest {
  const { now, stories, unread } = input;
  const title = `Hacker News, ${now.slice(0, 10)}`;
  const lines = stories.length > 0
    ? stories.map((story, index) => `${index + 1}. ${entry(story)}`)
    : [`No story has ${whole(ctx, "minScore", 0)} points or more.`];
  if (unread > 0) lines.push("", `${unread} ${unread === 1 ? "story" : "stories"} could not be read.`);
  return { title, markdown: [`# ${title}`, "", ...lines, ""].join("\n"), count: stories.length };
}

function entry(story: Story): string {
  const discussion = `https://news.ycombinator.com/item?id=${story.id}`;
  const comments = `${story.comments} ${story.comments === 1 ? "comment" : "comments"}`;
  return `[${escape(story.title)}](${target(story.url ?? discussion, discussion)}) — ${story.score} points by ` +
    `${escape(story.by)}, [${comments}](${discussion})`;
}

/** A link's target in angle brackets, where parentheses need no escape; `fallback` for what is no web page. */
function target(url: string, fallback: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) return fallback;
  return `<${parsed.href.replaceAll("<", "%3C").replaceAll(">", "%3E")}>`;
}

/** Takes the meaning from what Markdown would read as markup; titles are written by strangers. */
function escape(text: string): string {
  return text.replace(/\s+/g, " ").trim().replace(/[\\`*_{}[\]<>#|~&!]/g, "\\$&");
}
