import { send } from "./lib/slack.ts";

export default (ctx, input) => send(ctx, input);
