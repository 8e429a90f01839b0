import { describe, expect, it } from 'vitest';
import { type AnswerStream, cannotAnswer, printAnswer } from '../../src/credentials/print-answer.ts';

/** A stdout that takes some bytes at a time, and then fails. */
function streamThat(takes: readonly number[], code: string) {
  const seen = { written: '', later: '', failed: '' };
  const left = [...takes];
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const stream: AnswerStream = {
    write(bytes) {
      const count = left.shift();
      if (count === undefined) throw Object.assign(new Error(code), { code });
      seen.written += text(bytes.subarray(0, count));
      return Math.min(count, bytes.length);
    },
    later(bytes) {
      seen.later += text(bytes);
    },
    failed(code) {
      seen.failed = code;
    },
  };
  return { seen, stream };
}

describe('an answer', () => {
  it.each<[string, readonly number[], string, object]>([
    ['is written in one piece', [100], 'EIO', { written: 'the answer', later: '', failed: '' }],
    ['is written piece by piece', [4, 0, 6], 'EIO', { written: 'the answer', later: '', failed: '' }],
    ['waits for a pipe that is full', [4], 'EAGAIN', { written: 'the ', later: 'answer', failed: '' }],
    ['does not mind a reader that went away', [4], 'EPIPE', { written: 'the ', later: '', failed: '' }],
    ['reports a full disk', [4], 'ENOSPC', { written: 'the ', later: '', failed: 'ENOSPC' }],
  ])('%s', (_what, takes, code, expected) => {
    const { seen, stream } = streamThat(takes, code);
    printAnswer('the answer', stream);
    expect(seen).toEqual(expected);
  });
});

describe('cannotAnswer', () => {
  it('is plain where DIVERST_PLAIN asks for it', () => {
    expect(cannotAnswer('ENOSPC', {})).toBe('✗ error: cannot write to stdout (ENOSPC)\n');
    expect(cannotAnswer('ENOSPC', { DIVERST_PLAIN: '0' })).toMatch(/^✗/);
    expect(cannotAnswer('ENOSPC', { DIVERST_PLAIN: '1' })).toBe('error: cannot write to stdout (ENOSPC)\n');
  });
});
