/**
 * Does work for each item in their order, for so many at once and no more. What has begun is let to end.
 * @param isStopped asked before each: whether nothing further begins
 * @returns the items that had no turn
 * @throws what the work throws, once what else runs has ended; nothing further begins then
 */
export async function runMany<Item>(
  items: readonly Item[],
  parallel: number,
  work: (item: Item) => Promise<void>,
  isStopped: () => boolean,
): Promise<readonly Item[]> {
  const waiting = [...items];
  let failure: { readonly error: unknown } | undefined;
  const slot = async () => {
    while (!failure && !isStopped()) {
      const item = waiting.shift();
      if (item === undefined) return;
      await work(item).catch((error: unknown) => {
        failure ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, items.length) }, slot));
  if (failure) throw failure.error;
  return waiting;
}
