import type { Context } from "tentacular";

export default async (ctx: Context) => {
  const answer = await ctx.fetch("shop", `https://shop.example.com/orders?limit=${ctx.config.limit}`);
  return await answer.json();
};
