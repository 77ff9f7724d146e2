import type { Context } from "tentacular";
import { baseUrl } from "./config.ts";
import { refusal } from "./http.ts";

/** A page of a list, and the URL of the one after it. */
export interface Page<Entry> {
  entries: Entry[];
  next: string | null;
}

/**
 * Reads one page of a list from GitHub's REST API: a path below `config.githubUrl`, or the `next` of another page.
 *
 * The base URL is `https://api.github.com`, or `https://HOST/api/v3` of an Enterprise Server. ctx.fetch adds the secret
 * `github.token` toward the first one by itself; it is set here because a server of one's own needs it, too. Public data
 * can be read without a token, 60 requests an hour.
 */
export async function readPage<Entry>(ctx: Context, path: string): Promise<Page<Entry>> {
  const base = baseUrl(ctx, "githubUrl");
  const headers = new Headers({ "accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28" });
  const token = ctx.secrets.github?.token;
  if (token) headers.set("authorization", `Bearer ${token}`);
  const url = path.startsWith("/") ? base + path : path;
  const response = await ctx.fetch("github", url, { headers, signal: ctx.signal });
  if (!response.ok) throw await problem(response);
  const entries: unknown = await response.json();
  if (!Array.isArray(entries)) throw new Error(`GitHub answered something else than a list for ${url}`);
  return { entries, next: nextPage(response.headers.get("link"), base) };
}

async function problem(response: Response): Promise<Error> {
  const isSpent = [403, 429].includes(response.status) && response.headers.get("x-ratelimit-remaining") === "0";
  if (!isSpent) return await refusal("GitHub", response);
  await response.body?.cancel();
  const reset = new Date(Number(response.headers.get("x-ratelimit-reset")) * 1_000);
  const until = Number.isNaN(reset.getTime()) ? "for now" : `until ${reset.toISOString()}`;
  return new Error(`GitHub's rate limit is used up ${until}; a secret github.token raises it`);
}

/** The target of `rel="next"` in a Link header (RFC 8288). The token goes there, so it has to be the same server. */
function nextPage(link: string | null, base: string): string | null {
  const target = /<([^>]*)>[^<]*;\s*rel="?next"?/.exec(link ?? "")?.[1];
  if (target === undefined) return null;
  const next = new URL(target, base);
  if (next.origin === new URL(base).origin) return next.href;
  throw new Error(`GitHub's next page is at ${next.origin}, which is not the server of config.githubUrl`);
}
