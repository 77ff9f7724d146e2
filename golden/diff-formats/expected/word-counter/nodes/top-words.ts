import type { Context } from "tentacular";

interface Count {
  term: string;
  count: number;
}

/** The most frequent terms; equally frequent ones in alphabetical order. */
export default function topWords(
  ctx: Context,
  input: { terms: string[] },
): { total: number; distinct: number; top: Count[] } {
  const counts = new Map<string, number>();
  for (const term of input.terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  const sorted = [...counts]
    .map(([term, count]) => ({ term, count }))
    .sort((a, b) => b.count - a.count || (a.term < b.term ? -1 : 1));
  return { total: input.terms.length, distinct: counts.size, top: sorted.slice(0, Number(ctx.config.top ?? 10)) };
}
