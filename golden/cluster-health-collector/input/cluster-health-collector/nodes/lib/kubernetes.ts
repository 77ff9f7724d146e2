import type { Context } from "tentacular";
import { whole } from "./config.ts";
import { refusal } from "./http.ts";

/** One page of a list of the Kubernetes API. */
interface List<Item> {
  items?: Item[];
  metadata?: { continue?: string };
}

type Request = RequestInit & { client?: Deno.HttpClient };

/**
 * Lists all objects at a path of the Kubernetes API, like `/api/v1/pods`. Each page is shrunk before the next one is
 * read: whole pods are about 10 KB each.
 *
 * The token is the secret of the dependency `kubernetes`, the API server's authority is `config.kubernetesCa` (PEM).
 * Toward `kubectl proxy` (plain http) no token is needed, and none is sent.
 */
export async function listAll<Item, Small>(
  ctx: Context,
  path: string,
  shrink: (item: Item) => Small,
): Promise<Small[]> {
  const query = new URLSearchParams({ limit: String(whole(ctx, "pageSize")) });
  const request = makeRequest(ctx);
  const result: Small[] = [];
  try {
    while (true) {
      const list = await readPage<Item>(ctx, `${path}?${query}`, request);
      result.push(...(list.items ?? []).map(shrink));
      if (!list.metadata?.continue) return result;
      query.set("continue", list.metadata.continue);
    }
  } finally {
    request.client?.close();
  }
}

async function readPage<Item>(ctx: Context, path: string, request: Request): Promise<List<Item>> {
  const response = await ctx.dependency("kubernetes").fetch!(path, request).catch(explain);
  if (response.ok) return await response.json();
  const problem = await refusal("Kubernetes", response);
  // Too much time has passed since the first page; the next attempt begins with a new one.
  if (response.status === 410) problem.message += " (a page of the list has expired)";
  throw problem;
}

function explain(cause: unknown): never {
  // Deno tells what went wrong in the cause of its error.
  const text = cause instanceof Error ? `${cause.message}: ${cause.cause}` : String(cause);
  if (!text.includes("UnknownIssuer")) throw cause;
  throw new Error("the authority of the API server's certificate is not known: put it into config.kubernetesCa");
}

function makeRequest(ctx: Context): Request {
  const headers = new Headers({ accept: "application/json" });
  const request: Request = { headers, redirect: "error", signal: ctx.signal };
  const { protocol, secret: token } = ctx.dependency("kubernetes");
  if (protocol === "http") return request;
  if (!token) throw new Error("secret kubernetes.token is missing: put a token there that may list nodes and pods");
  headers.set("authorization", `Bearer ${token}`);
  const ca = ctx.config.kubernetesCa;
  if (ca) request.client = Deno.createHttpClient({ caCerts: [ca] });
  return request;
}
