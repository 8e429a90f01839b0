import { describe, expect, it } from 'vitest';
import {
  foldedNames,
  type ManyEnd,
  type ManyResult,
  manyJson,
  manyResultsView,
  verdictOf,
} from '../../src/views/exec-many.ts';
import { plain } from '../../src/views/paint.ts';

const ended = (
  code: number | null,
  signal: string | null = null,
  cause: 'timeout' | 'interrupted' | null = null,
) => ({ kind: 'ended', code, signal, cause }) satisfies ManyEnd;

const result = (name: string, end: ManyEnd): ManyResult => ({
  account: { noun: 'client', name, accountId: '111122223333' },
  end,
  milliseconds: 1_240,
});

const view = (results: readonly ManyResult[], width: number | null = null) =>
  manyResultsView(results, {
    noun: 'client',
    time: (milliseconds) => `${milliseconds / 1_000} s`,
    took: 5_000,
    paint: plain,
    width,
  });

const many = (count: number, end: ManyEnd) =>
  Array.from({ length: count }, (_, index) => result(`client-${index}`, end));

describe('the end of a run', () => {
  it('is one line where all went well', () => {
    expect(view(many(200, ended(0)))).toBe('✓ 200 clients: all ended with 0, in 5 s\n');
    expect(view(many(1, ended(0)))).toBe('✓ 1 client: ended with 0, in 5 s\n');
  });

  it('lists every client of a short run, and counts each kind of end', () => {
    const results = [
      result('acme', ended(0)),
      result('globex', ended(2)),
      result('initech', ended(null, 'SIGTERM', 'timeout')),
      result('umbrella', ended(null, 'SIGINT', 'interrupted')),
      result('hooli', { kind: 'not-started', code: 127, reason: 'the command was not found' }),
      result('stark', { kind: 'no-credentials', reason: 'AWS denied it' }),
      result('wayne', { kind: 'not-run' }),
    ];
    expect(view(results)).toBe(
      [
        'client      time  result',
        'acme      1.24 s  exit code 0',
        'globex    1.24 s  exit code 2',
        'initech   1.24 s  timed out (ended by SIGTERM)',
        'umbrella  1.24 s  interrupted (ended by SIGINT)',
        'hooli     1.24 s  the command was not found (127)',
        'stark     1.24 s  no credentials: AWS denied it',
        'not run: wayne',
        '✗ 7 clients: 1 ended with 0, 1 failed, 1 timed out, 1 interrupted, 1 could not start, 1 without credentials, 1 not run, in 5 s',
        '',
      ].join('\n'),
    );
  });

  it('lists of a long run those that failed, and folds those that were not run', () => {
    const results = [...many(30, ended(0)), result('globex', ended(1)), ...many(25, { kind: 'not-run' })];
    const text = view(results);
    expect(text).toContain('\nglobex  1.24 s  exit code 1\n');
    expect(text).not.toContain('exit code 0');
    expect(text).toContain('not run: client-0, client-1, ');
    expect(text).toContain('client-9 and 15 more\n');
  });

  it('keeps to the width of the terminal, and shows no control character', () => {
    const reason = `${'a long reason '.repeat(12)}\u001b[2J`;
    const text = view([result('acme', { kind: 'no-credentials', reason })], 60);
    for (const line of text.split('\n').slice(0, -2)) expect(line.length).toBeLessThanOrEqual(60);
    expect(text).toContain('\\u001b[2J');
  });
});

it.each([
  [ended(0), 'succeeded', 0],
  [ended(1), 'failed', 1],
  [ended(null, 'SIGKILL'), 'failed', null],
  [ended(0, null, 'interrupted'), 'succeeded', 0],
  [ended(1, null, 'interrupted'), 'interrupted', 1],
  // It ended well, but too late to be sure that it did all.
  [ended(0, null, 'timeout'), 'timed-out', 0],
  [{ kind: 'not-started', code: 126, reason: 'x' }, 'not-started', 126],
  [{ kind: 'no-credentials', reason: 'x' }, 'no-credentials', null],
  [{ kind: 'not-run' }, 'not-run', null],
] as const)('%j is %s', (end, verdict, exitCode) => {
  const one = result('acme', end);
  expect(verdictOf(one)).toBe(verdict);
  expect(JSON.parse(manyJson(one))).toEqual({
    ...{ client: 'acme', accountId: '111122223333', result: verdict, exitCode, seconds: 1.2 },
    signal: 'signal' in end ? end.signal : null,
    error: 'reason' in end ? 'x' : null,
  });
});

it('names in a sentence are folded where that saves room', () => {
  expect(foldedNames(['a', 'b', 'c'], 2)).toBe('a, b, c');
  expect(foldedNames(['a', 'b', 'c', 'd'], 2)).toBe('a, b and 2 more');
});
