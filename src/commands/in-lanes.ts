/** Runs `use` for each, so many at a time; the results are in the order of the list. */
export async function inLanes<T, R>(
  all: readonly T[],
  lanes: number,
  use: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < all.length) {
      const at = next;
      next += 1;
      results[at] = await use(all[at] as T);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
