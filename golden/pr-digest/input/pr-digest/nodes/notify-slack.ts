import type { Context } from "tentacular";
import { refusal } from "./lib/http.ts";
import type { Message } from "./lib/slack.ts";

/** Posts the message to the incoming webhook that is the secret of the dependency `slack`. */
export default async function notifySlack(
  ctx: Context,
  input: { message: Message | null; summary: string },
): Promise<{ posted: boolean; summary: string }> {
  const { message, summary } = input;
  if (message === null) {
    ctx.log.info(`nothing to tell: ${summary}`);
    return { posted: false, summary };
  }
  const slack = ctx.dependency("slack");
  if (!slack.secret) throw new Error("secret slack.webhook_url is missing: put the URL of an incoming webhook there");
  // The secret is a whole URL; the dependency's own fetch takes one of its host only.
  const response = await slack.fetch!(slack.secret, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
    signal: ctx.signal,
  });
  // Slack answers "ok", or the reason in a word; the URL itself is a secret and stays out of errors.
  if (!response.ok) throw await refusal("Slack", response);
  await response.body?.cancel();
  return { posted: true, summary };
}
