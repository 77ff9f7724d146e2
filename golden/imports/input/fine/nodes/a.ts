import type { Context } from "tentacular";
import type { Data } from "../tests/data.ts"; // types are erased
import { readFile } from "node:fs/promises";
import texts from "./texts.json" with { type: "json" };
import { shout } from "lib/shout.ts";

const late = () => import("./lib/late.ts");
let data: import("../tests/data.ts").Data | undefined;

export default async function (ctx: Context, input: Data) {
  const file = await Deno.readTextFile(new URL("./texts.json", import.meta.url));
  ctx.log.info(`import "./nowhere.ts" ${file}`); // import "./nowhere.ts"
  return [shout(texts.hello), (await late()).late, data, input, readFile];
}
