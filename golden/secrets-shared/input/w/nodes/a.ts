import type { Context } from "tentacular";

export default (ctx: Context) => Object.keys(ctx.secrets.github ?? {}).concat(Object.keys(ctx.secrets.slack ?? {}));
