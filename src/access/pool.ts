/** Runs work in parallel, up to a limit, in the order in which it was added. */
export class WorkerPool {
  private readonly waiting: (() => Promise<void>)[] = [];
  private running = 0;
  private failure: { readonly error: unknown } | undefined;
  private onChange: (() => void) | undefined;

  /** @param size how much runs at once */
  constructor(private readonly size: number) {}

  /** Work that fails ends the pool: nothing further begins, and `drain` rejects. */
  add(work: () => Promise<void>): void {
    this.waiting.push(work);
    this.begin();
  }

  /** Forgets what has not begun. */
  stop(): void {
    this.waiting.length = 0;
  }

  /** Resolves when everything that was added is done. To be called once, when nothing more will be added. */
  async drain(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.onChange = () => {
        if (this.failure || this.running === 0) resolve();
      };
      this.onChange();
    });
    if (this.failure) throw this.failure.error;
  }

  private begin(): void {
    while (this.running < this.size && !this.failure) {
      const work = this.waiting.shift();
      if (!work) return;
      this.running += 1;
      work()
        .catch((error: unknown) => {
          this.failure ??= { error };
        })
        .finally(() => {
          this.running -= 1;
          this.begin();
          this.onChange?.();
        });
    }
  }
}

/** Works on all items, at most `limit` of them at a time. @throws the first error, once every item had its turn */
export async function sideBySide<Item>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const pool = new WorkerPool(limit);
  let failure: { readonly error: unknown } | undefined;
  for (const item of items) {
    pool.add(() =>
      work(item).catch((error: unknown) => {
        failure ??= { error };
      }),
    );
  }
  await pool.drain();
  if (failure) throw failure.error;
}
