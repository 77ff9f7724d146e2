export default async function run(ctx) {
  for (const name of Object.keys(ctx.input)) await ctx.dependency(name).fetch("/");
}
