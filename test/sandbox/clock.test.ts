import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { realClock, VirtualClock } from '../../src/sandbox/clock.ts';

test('branches that sleep side by side overlap, and wake in the order of their times', async () => {
  const clock = new VirtualClock(0);
  const woke: [string, number][] = [];
  const branch = async (name: string, ...waits: number[]) => {
    for (const wait of waits) {
      await clock.sleep(wait);
      woke.push([name, clock.now()]);
    }
  };
  await Promise.all([branch('a', 60_000, 60_000), branch('b', 90_000), branch('c', 60_000)]);
  expect(woke).toEqual([
    ['a', 60_000],
    ['c', 60_000],
    ['b', 90_000],
    ['a', 120_000],
  ]);
});

test('time stands still while something runs, reads of files included', async () => {
  const clock = new VirtualClock(0);
  const busy = async () => {
    for (let i = 0; i < 200; i += 1) await readFile(import.meta.filename);
    return clock.now();
  };
  const [, seen] = await Promise.all([clock.sleep(1_000), busy()]);
  expect(seen).toBe(0);
  expect(clock.now()).toBe(1_000);
});

test('a signal ends a sleep with its reason and leaves time where it is', async () => {
  const clock = new VirtualClock(0);
  const abort = new AbortController();
  const sleeping = clock.sleep(1_000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(clock.sleep(1, AbortSignal.abort(new Error('already')))).rejects.toThrow('already');
  await new Promise((resolve) => setImmediate(resolve));
  expect(clock.now()).toBe(0);
});

test('advancing wakes whoever slept until then', async () => {
  const clock = new VirtualClock(0);
  const sleeping = clock.sleep(500);
  clock.advance(700);
  await sleeping;
  expect(clock.now()).toBe(700);
});

test('the real clock is the machine’s, and its sleeps can be aborted', async () => {
  expect(Math.abs(realClock.now() - Date.now())).toBeLessThan(1_000);
  await realClock.sleep(0);
  const abort = new AbortController();
  const sleeping = realClock.sleep(60_000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(sleeping).rejects.toThrow('enough');
  await expect(realClock.sleep(60_000, abort.signal)).rejects.toThrow('enough');
});
