import type { Context } from "tentacular";
import { whole } from "./lib/config.ts";
import { type Page, readPage } from "./lib/github.ts";
import { moment } from "./lib/now.ts";

export interface Pull {
  /** `owner/name`. */
  repository: string;
  number: number;
  url: string;
  title: string;
  author: string;
  isDraft: boolean;
  labels: string[];
  /** What the author says about it, in Markdown. */
  body: string;
  createdAt: string;
  updatedAt: string;
}

export interface Pulls {
  /** When the run is, in ISO 8601. */
  now: string;
  pulls: Pull[];
  /** Whether there are open ones that are not in `pulls`. */
  hasMore: boolean;
}

/** A pull request as GitHub answers, as far as it is read. */
interface Entry {
  number: number;
  html_url: string;
  title: string;
  user: { login: string } | null;
  draft?: boolean;
  labels: { name: string }[];
  body: string | null;
  created_at: string;
  updated_at: string;
}

const PER_PAGE = 50;

/** Lists the open pull requests of `config.repositories` that were updated last, at most `config.mostPulls`. */
export default async function fetchPulls(ctx: Context, input: unknown): Promise<Pulls> {
  const now = moment(input).toISOString();
  const most = whole(ctx, "mostPulls");
  const pulls: Pull[] = [];
  for (const repository of repositories(ctx)) pulls.push(...await readPulls(ctx, repository, most));
  pulls.sort((a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt));
  ctx.log.info(`${pulls.length} open pull requests`);
  return { now, pulls: pulls.slice(0, most), hasMore: pulls.length > most };
}

/** All of a repository, or the first pages that hold more than `most`. */
async function readPulls(ctx: Context, repository: string, most: number): Promise<Pull[]> {
  const pulls: Pull[] = [];
  let path: string | null = `/repos/${repository}/pulls?state=open&sort=updated&direction=desc&per_page=${PER_PAGE}`;
  while (path !== null && pulls.length <= most) {
    const page: Page<Entry> = await readPage(ctx, path);
    const wanted = page.entries.filter((entry) => ctx.config.includeDrafts === true || !entry.draft);
    pulls.push(...wanted.map((entry) => pull(repository, entry)));
    path = page.next;
  }
  return pulls;
}

function repositories(ctx: Context): string[] {
  const names: unknown = ctx.config.repositories;
  if (!Array.isArray(names) || names.length === 0) throw new Error("config.repositories has to list owner/name");
  for (const name of names) {
    if (typeof name !== "string" || !/^[\w-]+\/[\w.-]+$/.test(name)) {
      throw new Error(`config.repositories has ${JSON.stringify(name)}; expected owner/name`);
    }
  }
  return names;
}

function pull(repository: string, entry: Entry): Pull {
  return {
    repository,
    number: entry.number,
    url: entry.html_url,
    title: entry.title,
    // An account that was deleted.
    author: entry.user?.login ?? "ghost",
    isDraft: entry.draft ?? false,
    labels: entry.labels.map((label) => label.name),
    body: entry.body ?? "",
    createdAt: entry.created_at,
    updatedAt: entry.updated_at,
  };
}
