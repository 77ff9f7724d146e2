import type { Context } from "tentacular";

/** What one request told about an endpoint. */
export interface Probe {
  url: string;
  /** The HTTP status, or null when there was no answer. */
  status: number | null;
  /** Until the headers of the answer arrived, or until it failed. */
  durationMs: number;
  /** Why there was no answer. */
  error: string | null;
}

const DEFAULT_PROBE_TIMEOUT_MS = 10_000;

/** Requests every endpoint of the configuration at once. An endpoint that fails is a result, not an error. */
export default async function probeEndpoints(ctx: Context, _input: unknown): Promise<{ probes: Probe[] }> {
  const endpoints = ctx.config.endpoints;
  if (!Array.isArray(endpoints) || endpoints.length === 0) {
    throw new Error("config.endpoints has to list at least one URL");
  }
  const timeoutMs = Number(ctx.config.probeTimeoutMs ?? DEFAULT_PROBE_TIMEOUT_MS);
  const probes = await Promise.all(endpoints.map((url) => probe(ctx, String(url), timeoutMs)));
  for (const { url, status, error, durationMs } of probes) {
    ctx.log.info(`${url}: ${status ?? error} after ${durationMs} ms`);
  }
  return { probes };
}

async function probe(ctx: Context, url: string, timeoutMs: number): Promise<Probe> {
  const started = performance.now();
  const elapsed = () => Math.round(performance.now() - started);
  try {
    const response = await ctx.fetch("probe", url, {
      redirect: "follow",
      signal: AbortSignal.any([ctx.signal, AbortSignal.timeout(timeoutMs)]),
    });
    await response.body?.cancel();
    return { url, status: response.status, durationMs: elapsed(), error: null };
  } catch (cause) {
    // The node's own timeout ends the run; a slow endpoint is only slow.
    if (ctx.signal.aborted) throw cause;
    return { url, status: null, durationMs: elapsed(), error: reason(cause, timeoutMs) };
  }
}

function reason(cause: unknown, timeoutMs: number): string {
  if (cause instanceof DOMException && cause.name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? `${cause.message}: ${cause.cause.message}` : cause.message;
}
