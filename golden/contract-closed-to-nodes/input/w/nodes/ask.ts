import type { Context } from "tentacular";

export default async function run(ctx: Context, _input: unknown) {
  const anywhere = ctx.dependency("anywhere");
  return { bus: ctx.dependency("bus").host, found: (await anywhere.fetch!("https://a.example/")).status };
}
