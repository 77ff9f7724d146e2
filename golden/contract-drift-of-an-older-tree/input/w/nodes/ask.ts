import type { Context } from "pipedreamer";

export default async function ask(ctx: Context, input: { name: string }) {
  const github = ctx.dependency("gihub");
  const other = ctx.dependency("jira");
  const direct = await fetch(`https://api.github.com/users/${input.name}`);
  const named = await ctx.fetch("github", "/user");
  return [github.host, other.host, direct.status, named.status];
}
