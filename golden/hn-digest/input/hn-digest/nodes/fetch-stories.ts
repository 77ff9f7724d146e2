import type { Context } from "tentacular";
import { whole } from "./lib/config.ts";
import { refusal } from "./lib/http.ts";
import { moment } from "./lib/now.ts";
import { mapLimited } from "./lib/pool.ts";

export interface Story {
  id: number;
  title: string;
  /** Null for a question to Hacker News itself. */
  url: string | null;
  score: number;
  by: string;
  comments: number;
}

export interface Stories {
  /** When the run is, in ISO 8601. */
  now: string;
  stories: Story[];
  /** How many could not be read. */
  unread: number;
}

/** An item of the API, as far as it is read; everything may be missing in one that was deleted. */
interface Item {
  type?: string;
  deleted?: boolean;
  dead?: boolean;
  title?: string;
  url?: string;
  score?: number;
  by?: string;
  descendants?: number;
}

const CONCURRENCY = 10;

/** Reads the first `config.scan` top stories. One that cannot be read is missed; when none can, the run fails. */
export default async function fetchStories(ctx: Context, input: unknown): Promise<Stories> {
  const now = moment(input).toISOString();
  const list = await read(ctx, "/v0/topstories.json");
  if (!Array.isArray(list)) throw new Error("Hacker News answered something else than a list of top stories");
  const ids: number[] = list.slice(0, whole(ctx, "scan"));
  const failures: unknown[] = [];
  const stories = await mapLimited(ids, CONCURRENCY, async (id) => {
    try {
      return story(id, await read(ctx, `/v0/item/${id}.json`) as Item | null);
    } catch (cause) {
      // The node's own timeout ends the run.
      if (ctx.signal.aborted) throw cause;
      ctx.log.warn(`story ${id} is missed: ${cause instanceof Error ? cause.message : cause}`);
      failures.push(cause);
      return null;
    }
  });
  if (ids.length > 0 && failures.length === ids.length) throw failures[0];
  return { now, stories: stories.filter((story) => story !== null), unread: failures.length };
}

async function read(ctx: Context, path: string): Promise<unknown> {
  const response = await ctx.dependency("hacker-news").fetch!(path, { signal: ctx.signal });
  if (!response.ok) throw await refusal("Hacker News", response);
  return await response.json();
}

/** Null for what is no story to read: jobs, polls, and what moderators or authors took away. */
function story(id: number, item: Item | null): Story | null {
  if (item === null || item.type !== "story" || item.deleted || item.dead) return null;
  const { title = "(no title)", url = null, score = 0, by = "", descendants = 0 } = item;
  return { id, title, url, score, by, comments: descendants };
}
