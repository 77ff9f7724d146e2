/** As `Promise.all(items.map(work))`, with at most `limit` under way at once; after a failure no more begin. */
export async function mapLimited<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results = new Array<Result>(items.length);
  let next = 0;
  async function worker() {
    try {
      while (next < items.length) {
        const index = next++;
        results[index] = await work(items[index]);
      }
    } catch (error) {
      next = items.length;
      throw error;
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
