import { describe, expect, it } from 'vitest';
import { runMany } from '../../src/exec/run-many.ts';

/** Work whose end the test decides. */
function controlled() {
  const open = new Map<number, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  const begun: number[] = [];
  return {
    begun,
    open,
    work: (item: number) =>
      new Promise<void>((resolve, reject) => {
        begun.push(item);
        open.set(item, { resolve, reject });
      }),
    async end(item: number, error?: Error) {
      const one = open.get(item);
      open.delete(item);
      if (error) one?.reject(error);
      else one?.resolve();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const never = () => false;

describe('runMany', () => {
  it('begins so many, and the next in order as soon as one has ended', async () => {
    const { begun, open, work, end } = controlled();
    const running = runMany([1, 2, 3, 4, 5], 2, work, never);
    expect(begun).toEqual([1, 2]);
    await end(2);
    expect(begun).toEqual([1, 2, 3]);
    await end(1);
    await end(3);
    expect([...open.keys()]).toEqual([4, 5]);
    await end(4);
    await end(5);
    expect(await running).toEqual([]);
  });

  it('lets what has begun end once it is stopped, and says what had no turn', async () => {
    const { begun, work, end } = controlled();
    let stopped = false;
    const running = runMany([1, 2, 3, 4], 2, work, () => stopped);
    stopped = true;
    await end(1);
    let isOver = false;
    void running.then(() => (isOver = true));
    await end(99);
    expect(isOver).toBe(false);
    await end(2);
    expect(await running).toEqual([3, 4]);
    expect(begun).toEqual([1, 2]);
  });

  it('throws what the work throws, once the rest has ended', async () => {
    const { begun, work, end } = controlled();
    const running = runMany([1, 2, 3], 2, work, never);
    let error: unknown;
    running.catch((thrown) => (error = thrown));
    await end(1, new Error('broken'));
    expect(error).toBeUndefined();
    await end(2);
    await expect(running).rejects.toThrow('broken');
    expect(begun).toEqual([1, 2]);
  });
});
