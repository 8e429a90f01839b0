import { expect, it } from 'vitest';
import { leanHeap } from '../../src/cli/org/lean-heap.ts';

it('the heap is kept small once there are many accounts', () => {
  const flags: string[] = [];
  const tell = leanHeap((flag) => flags.push(flag));
  tell(1_020);
  tell(2_000);
  expect(flags).toEqual([]);
  tell(2_020);
  tell(2_040);
  expect(flags).toEqual(['--heap-growing-percent=20']);
});
