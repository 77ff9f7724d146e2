import type { Context } from "tentacular";

export async function send({ dependency, secrets }: Context, text: unknown) {
  const slack = dependency("slack");
  const channel = secrets.slack.channel ?? secrets.chat.room;
  return (await slack.fetch!("/", { method: "POST", body: JSON.stringify({ channel, text }) })).status;
}
