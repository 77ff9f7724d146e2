import type { Context } from "tentacular";
import type { Pull, Pulls } from "./fetch-pulls.ts";
import { text, whole } from "./lib/config.ts";
import { refusal } from "./lib/http.ts";
import { request, TOOL } from "./lib/prompt.ts";

export interface SummarisedPull extends Omit<Pull, "body"> {
  /** Null when the model left it out. */
  summary: string | null;
}

export interface Digest extends Omit<Pulls, "pulls"> {
  /** All of them together; empty without any. */
  overview: string;
  pulls: SummarisedPull[];
}

/** The model's answer, as far as it is read. */
interface Answer {
  stop_reason?: string;
  content?: { type: string; name?: string; input?: unknown }[];
}

/** Asks the model for a sentence about each pull request. Without any, it is not asked. */
export default async function summarisePulls(ctx: Context, input: Pulls): Promise<Digest> {
  const { now, pulls, hasMore } = input;
  if (pulls.length === 0) return { now, hasMore, overview: "", pulls: [] };
  const { overview, summaries } = read(await ask(ctx, pulls));
  const summarised = pulls.map((pull, index) => summarise(pull, summaries.get(index + 1) ?? null));
  const missing = summarised.filter((pull) => pull.summary === null).length;
  if (missing > 0) ctx.log.warn(`the model left out ${missing} of ${pulls.length} pull requests`);
  return { now, hasMore, overview, pulls: summarised };
}

function summarise({ body: _, ...pull }: Pull, summary: string | null): SummarisedPull {
  return { ...pull, summary };
}

async function ask(ctx: Context, pulls: Pull[]): Promise<Answer> {
  const anthropic = ctx.dependency("anthropic");
  if (!anthropic.secret) throw new Error("secret anthropic.api_key is missing: put the key of the model API there");
  const response = await anthropic.fetch!("/v1/messages", {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "anthropic-version": "2023-06-01",
      "x-api-key": anthropic.secret,
    },
    body: JSON.stringify(request(text(ctx, "model"), whole(ctx, "maxTokens"), pulls)),
    // A redirect would take the key along.
    redirect: "error",
    signal: ctx.signal,
  });
  if (!response.ok) throw await refusal("the model API", response);
  return await response.json();
}

/** Takes from the answer what has the right form: nothing in it is trusted, it may repeat what an author wrote. */
function read(answer: Answer): { overview: string; summaries: Map<number, string> } {
  if (answer.stop_reason === "max_tokens") {
    throw new Error("the model's answer was cut off: raise config.maxTokens, or lower config.mostPulls");
  }
  const call = answer.content?.find((part) => part.type === "tool_use" && part.name === TOOL);
  if (!isObject(call?.input)) throw new Error(`the model did not call ${TOOL} (it stopped: ${answer.stop_reason})`);
  const { overview, pull_requests: entries } = call.input;
  const summaries = new Map<number, string>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    if (isObject(entry) && typeof entry.id === "number" && typeof entry.summary === "string") {
      summaries.set(entry.id, entry.summary);
    }
  }
  return { overview: typeof overview === "string" ? overview : "", summaries };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
