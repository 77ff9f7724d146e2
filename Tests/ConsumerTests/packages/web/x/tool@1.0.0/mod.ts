import { base } from "/web/x/base@2.0.0/mod.ts";
import { helper } from "./lib/helper.ts";

export const tool: string = helper(base);
