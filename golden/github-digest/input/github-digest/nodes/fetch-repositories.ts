import type { Context } from "tentacular";
import { text } from "./lib/config.ts";
import { type Page, readPage } from "./lib/github.ts";
import { moment } from "./lib/now.ts";

export interface Repository {
  name: string;
  url: string;
  description: string;
  language: string | null;
  stars: number;
  /** Issues and pull requests: GitHub counts them together. */
  openIssues: number;
  isFork: boolean;
  isArchived: boolean;
  /** When somebody pushed last, in ISO 8601; null for an empty repository. */
  pushedAt: string | null;
}

export interface Repositories {
  /** When the run is, in ISO 8601. */
  now: string;
  user: string;
  repositories: Repository[];
}

/** A repository as GitHub answers, as far as it is read. */
interface Entry {
  name: string;
  html_url: string;
  description: string | null;
  language: string | null;
  stargazers_count: number;
  open_issues_count: number;
  fork: boolean;
  archived: boolean;
  pushed_at: string | null;
}

const PER_PAGE = 100;
const MOST_PAGES = 10;

/** Lists the public repositories that `config.user` owns: the thousand that were pushed to last. */
export default async function fetchRepositories(ctx: Context, input: unknown): Promise<Repositories> {
  const now = moment(input).toISOString();
  const user = text(ctx, "user");
  const repositories: Repository[] = [];
  const first = `/users/${encodeURIComponent(user)}/repos?type=owner&sort=pushed&per_page=${PER_PAGE}`;
  let path: string | null = first;
  for (let number = 1; path !== null && number <= MOST_PAGES; number++) {
    const page: Page<Entry> = await readPage(ctx, path);
    repositories.push(...page.entries.map(repository));
    path = page.next;
  }
  if (path !== null) ctx.log.warn(`${user} has more repositories than the ${repositories.length} that were read`);
  return { now, user, repositories };
}

function repository(entry: Entry): Repository {
  return {
    name: entry.name,
    url: entry.html_url,
    description: entry.description ?? "",
    language: entry.language,
    stars: entry.stargazers_count,
    openIssues: entry.open_issues_count,
    isFork: entry.fork,
    isArchived: entry.archived,
    pushedAt: entry.pushed_at,
  };
}
