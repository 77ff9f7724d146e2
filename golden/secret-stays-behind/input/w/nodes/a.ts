export default async (ctx) => (await ctx.dependency("github").fetch("/user")).status;
