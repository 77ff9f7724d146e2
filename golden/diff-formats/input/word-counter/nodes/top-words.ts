import type { Context } from "tentacular";

interface Count {
  word: string;
  count: number;
}

/** The most frequent words; equally frequent ones in alphabetical order. */
export default function topWords(
  ctx: Context,
  input: { words: string[] },
): { total: number; distinct: number; top: Count[] } {
  const counts = new Map<string, number>();
  for (const word of input.words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const sorted = [...counts]
    .map(([word, count]) => ({ word, count }))
    .sort((a, b) => b.count - a.count || (a.word < b.word ? -1 : 1));
  return { total: input.words.length, distinct: counts.size, top: sorted.slice(0, Number(ctx.config.top ?? 10)) };
}
