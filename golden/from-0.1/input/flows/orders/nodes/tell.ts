import type { Context } from "tentacular";

export default async (ctx: Context, orders: { amount: number }[]) => {
  const total = orders.reduce((sum, order) => sum + order.amount, 0);
  await ctx.fetch("slack", `https://hooks.slack.example.com/${ctx.secrets.slack.path}`, {
    method: "POST",
    body: JSON.stringify({ text: `${ctx.secrets.team.name}: ${total}` }),
  });
  return { total };
};
