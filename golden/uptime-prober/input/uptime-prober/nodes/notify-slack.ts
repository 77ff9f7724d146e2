import type { Context } from "tentacular";
import type { Message } from "./format-report.ts";

/** Posts the message to the incoming webhook that is the secret of the dependency `slack`. */
export default async function notifySlack(
  ctx: Context,
  input: { message: Message | null; summary: string },
): Promise<{ posted: boolean; summary: string }> {
  if (input.message === null) {
    ctx.log.info(`nothing to tell: ${input.summary}`);
    return { posted: false, summary: input.summary };
  }
  const slack = ctx.dependency("slack");
  if (!slack.secret) throw new Error("secret slack.webhook_url is missing: put the URL of an incoming webhook there");
  // The secret is a whole URL; the dependency's own fetch takes one of its host only.
  const response = await slack.fetch!(slack.secret, {
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
