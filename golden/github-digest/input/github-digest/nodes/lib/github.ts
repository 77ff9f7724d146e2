import type { Context } from "tentacular";
import { refusal } from "./http.ts";

/** A page of a list, and the URL of the one after it. */
export interface Page<Entry> {
  entries: Entry[];
  next: string | null;
}

/**
 * Reads one page of a list from the REST API of the dependency `github`: a path like `/repos/…`, or the `next` of another
 * page. Public data can be read without a token, 60 requests an hour.
 */
export async function readPage<Entry>(ctx: Context, path: string): Promise<Page<Entry>> {
  const github = ctx.dependency("github");
  const headers = new Headers({ "accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28" });
  if (github.secret) headers.set("authorization", `Bearer ${github.secret}`);
  const url = path.startsWith("/") ? `${root(github.host)}${path}` : path;
  const response = await github.fetch!(url, { headers, signal: ctx.signal });
  if (!response.ok) throw await problem(response);
  const entries: unknown = await response.json();
  if (!Array.isArray(entries)) throw new Error(`GitHub answered something else than a list for ${url}`);
  return { entries, next: nextPage(response.headers.get("link")) };
}

/** Where paths begin: `api.github.com` and `api.NAME.ghe.com` are for the API alone, an Enterprise Server is not. */
function root(host: string): string {
  return host.startsWith("api.") ? "" : "/api/v3";
}

async function problem(response: Response): Promise<Error> {
  const isSpent = [403, 429].includes(response.status) && response.headers.get("x-ratelimit-remaining") === "0";
  if (!isSpent) return await refusal("GitHub", response);
  await response.body?.cancel();
  const reset = new Date(Number(response.headers.get("x-ratelimit-reset")) * 1_000);
  const until = Number.isNaN(reset.getTime()) ? "for now" : `until ${reset.toISOString()}`;
  return new Error(`GitHub's rate limit is used up ${until}; a secret github.token raises it`);
}

/** The target of `rel="next"` in a Link header (RFC 8288). The token goes there; fetch refuses one of another server. */
function nextPage(link: string | null): string | null {
  return /<([^>]*)>[^<]*;\s*rel="?next"?/.exec(link ?? "")?.[1] ?? null;
}
