import type { Context } from "tentacular";
import type { Repositories, Repository } from "./fetch-repositories.ts";
import { whole } from "./lib/config.ts";

export interface Summary {
  user: string;
  /** Without forks and archived ones, as all figures but these two. */
  active: number;
  forks: number;
  archived: number;
  stars: number;
  openIssues: number;
  /** The most frequent one first. */
  languages: { language: string; count: number }[];
  recentHours: number;
  /** How many were pushed to within `recentHours`. */
  recentCount: number;
  /** Of those, the latest, at most `config.mostListed`. */
  recent: Repository[];
  /** The ones with the most stars. */
  popular: Repository[];
}

const MOST_LANGUAGES = 5;
const MOST_POPULAR = 3;
const HOUR = 3_600_000;

/** Counts what the user's own repositories have, and finds those with news. */
export default function summariseRepositories(ctx: Context, input: Repositories): Summary {
  const recentHours = whole(ctx, "recentHours");
  const since = Date.parse(input.now) - recentHours * HOUR;
  const own = input.repositories.filter((repository) => !repository.isFork);
  const active = own.filter((repository) => !repository.isArchived);
  const recent = active
    .filter((repository) => pushed(repository) > since)
    .sort((a, b) => pushed(b) - pushed(a) || byName(a, b));
  return {
    user: input.user,
    active: active.length,
    forks: input.repositories.length - own.length,
    archived: own.length - active.length,
    stars: sum(active, (repository) => repository.stars),
    openIssues: sum(active, (repository) => repository.openIssues),
    languages: languages(active),
    recentHours,
    recentCount: recent.length,
    recent: recent.slice(0, whole(ctx, "mostListed")),
    popular: active
      .filter((repository) => repository.stars > 0)
      .sort((a, b) => b.stars - a.stars || byName(a, b))
      .slice(0, MOST_POPULAR),
  };
}

function languages(repositories: Repository[]): { language: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { language } of repositories) {
    if (language !== null) counts.set(language, (counts.get(language) ?? 0) + 1);
  }
  return [...counts]
    .map(([language, count]) => ({ language, count }))
    .sort((a, b) => b.count - a.count || (a.language < b.language ? -1 : 1))
    .slice(0, MOST_LANGUAGES);
}

function pushed(repository: Repository): number {
  return repository.pushedAt === null ? -Infinity : Date.parse(repository.pushedAt);
}

function byName(a: Repository, b: Repository): number {
  return a.name < b.name ? -1 : 1;
}

function sum(repositories: Repository[], figure: (repository: Repository) => number): number {
  return repositories.reduce((total, repository) => total + figure(repository), 0);
}
