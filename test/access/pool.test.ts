import { expect, it } from 'vitest';
import { sideBySide, WorkerPool } from '../../src/access/pool.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('runs so much at once and no more, in order, and drains', async () => {
  const pool = new WorkerPool(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  for (let number = 0; number < 10; number++) {
    pool.add(async () => {
      begun.push(number);
      running += 1;
      most = Math.max(most, running);
      await turn();
      running -= 1;
    });
  }
  await pool.drain();
  expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(most).toBe(3);
  expect(running).toBe(0);
});

it('drains at once where nothing was added', async () => {
  await expect(new WorkerPool(2).drain()).resolves.toBeUndefined();
});

it('begins nothing after a failure, and reports it', async () => {
  const pool = new WorkerPool(1);
  const begun: string[] = [];
  pool.add(async () => {
    begun.push('first');
    throw new Error('broken');
  });
  pool.add(async () => {
    begun.push('second');
  });
  await expect(pool.drain()).rejects.toThrow('broken');
  await turn();
  expect(begun).toEqual(['first']);
});

it('forgets what has not begun', async () => {
  const pool = new WorkerPool(1);
  const begun: string[] = [];
  const work = (name: string) => async () => {
    begun.push(name);
    await turn();
  };
  pool.add(work('first'));
  pool.add(work('second'));
  pool.stop();
  await pool.drain();
  expect(begun).toEqual(['first']);
});

it.each([1, 2])(
  'works on every item with %i at once, whichever fail, and throws the first error',
  async (limit) => {
    const done: number[] = [];
    const work = sideBySide([1, 2, 3, 4], limit, async (item) => {
      await turn();
      if (item % 2 === 0) throw new Error(`broken ${item}`);
      done.push(item);
    });
    await expect(work).rejects.toThrow('broken 2');
    expect(done).toEqual([1, 3]);
  },
);
