import type { Context } from "tentacular";
import type { Message } from "./format-report.ts";

/** Posts the message to the incoming webhook of the secret `slack`, key `webhook_url`. */
export default async function notifySlack(
  ctx: Context,
  input: { message: Message | null; summary: string },
): Promise<{ posted: boolean; summary: string }> {
  if (input.message === null) {
    ctx.log.info(`nothing to tell: ${input.summary}`);
    return { posted: false, summary: input.summary };
  }
  const url = ctx.secrets.slack?.webhook_url;
  if (!url) throw new Error("secret slack.webhook_url is missing: put the URL of an incoming webhook there");
  const response = await ctx.fetch("slack", url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(input.message),
    signal: ctx.signal,
  });
  // Slack answers "ok", or the reason in a word; the URL itself is a secret and stays out of errors.
  const answer = await response.text();
  if (!response.ok) throw new Error(`Slack answered HTTP ${response.status}: ${answer.slice(0, 200)}`);
  return { posted: true, summary: input.summary };
}
