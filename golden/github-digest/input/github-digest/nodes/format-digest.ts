import type { Context } from "tentacular";
import type { Repository } from "./fetch-repositories.ts";
import { type Block, clip, context, escape, header, link, type Message, message, sections } from "./lib/slack.ts";
import type { Summary } from "./summarise-repositories.ts";

const LONGEST_DESCRIPTION = 150;

/** Writes the message; it is null for a user without repositories of their own. */
export default function formatDigest(_ctx: Context, input: Summary): { message: Message | null; summary: string } {
  const summary = `${count(input.active, "repository", "repositories")}, ${count(input.stars, "star", "stars")}, ` +
    `${input.recentCount} pushed to in ${input.recentHours} h`;
  if (input.active + input.archived === 0) return { message: null, summary };
  const title = `📦 GitHub digest of ${input.user}`;
  const blocks: Block[] = [header(title), ...sections(totals(input)), ...sections(news(input))];
  if (input.popular.length > 0) blocks.push(...sections(["*Most stars*", ...input.popular.map(popular)]));
  blocks.push(context(`github-digest · without ${count(input.forks, "fork", "forks")} and ${input.archived} archived`));
  return { message: message(title, blocks), summary };
}

function totals(input: Summary): string[] {
  const languages = input.languages.map(({ language, count }) => `${escape(language)} ${count}`).join(", ");
  return [
    `${count(input.active, "repository", "repositories")} · ⭐ ${input.stars} · ` +
    `${input.openIssues} open issues and pull requests`,
    ...(languages ? [`Languages: ${languages}`] : []),
  ];
}

function news(input: Summary): string[] {
  if (input.recentCount === 0) return [`Nothing was pushed in the last ${input.recentHours} hours.`];
  const more = input.recentCount - input.recent.length;
  return [
    `*Pushed to in the last ${input.recentHours} hours*`,
    ...input.recent.map(recent),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

function recent(repository: Repository): string {
  const description = escape(clip(repository.description, LONGEST_DESCRIPTION));
  return `• ${link(repository.url, repository.name)}${description ? ` — ${description}` : ""}`;
}

function popular(repository: Repository): string {
  return `• ${link(repository.url, repository.name)} ⭐ ${repository.stars}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
