import { address } from "./lib/address.ts";

export default async function (ctx: unknown, input: { name?: string }) {
  return { url: address(input.name ?? "world") };
}
