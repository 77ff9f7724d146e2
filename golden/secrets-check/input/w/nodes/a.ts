import type { Context } from "tentacular";

// ctx.secrets.commented.out is no use.
export default async (ctx: Context) => {
  const url = ctx.secrets.slack?.webhook_url;
  const { account } = ctx.secrets["store"] ?? {};
  const issues = await ctx.fetch("github", "/issues");
  const repositories = await ctx.fetch("gitea", "/repositories");
  return { url: url !== undefined, account, issues, repositories };
};
