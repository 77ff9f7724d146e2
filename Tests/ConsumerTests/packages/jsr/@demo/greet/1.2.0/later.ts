export async function later(who: string): Promise<string> {
  const { greet } = await import("./mod.ts");
  return greet(who).text;
}
