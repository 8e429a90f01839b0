import { expect, test } from 'vitest';
import { onceClosed } from '../../src/files/once-closed.ts';

/** Fails so often with a code, and then succeeds. */
function work(times: number, code: string): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    if (calls <= times) throw Object.assign(new Error(code), { code });
    return calls;
  };
}

test.each(['EPERM', 'EACCES', 'EBUSY'])('on Windows, work is done again after %s', (code) => {
  expect(onceClosed(work(3, code), 'win32')).toBe(4);
});

test('any other error, and every error of another system, is the end', () => {
  expect(() => onceClosed(work(1, 'ENOSPC'), 'win32')).toThrow('ENOSPC');
  expect(() => onceClosed(work(1, 'EPERM'), 'linux')).toThrow('EPERM');
});
