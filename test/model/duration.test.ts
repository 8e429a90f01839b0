import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/model/duration.ts';
import fc from '../support/properties.ts';

describe('parseDuration', () => {
  test.each([
    ['15m', 900],
    ['1h30m', 5400],
    ['900s', 900],
    ['900', 900],
    ['0', 0],
    ['0s', 0],
    ['12h', 43_200],
    ['1h0m5s', 3605],
    ['90m', 5400],
    ['007', 7],
    ['744h', 2_678_400],
  ])('%s is %i seconds', (text, seconds) => {
    expect(parseDuration(text)).toEqual({ ok: true, seconds });
  });

  test.each([
    '',
    ' ',
    'm',
    '1.5h',
    '-15m',
    '+5',
    '15 m',
    '15M',
    '1d',
    '30m1h',
    '1h1h',
    '5m30',
    '1e3',
    '٣m',
    '15m\n',
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toEqual({
      ok: false,
      problem: 'write it like 15m, 1h30m, 900s or 900 (seconds)',
    });
  });

  test.each(['745h', '2678401', '9'.repeat(400)])('refuses %s', (text) => {
    expect(parseDuration(text)).toEqual({ ok: false, problem: 'it is longer than 31 days' });
  });
});

describe('formatDuration', () => {
  test.each([
    [0, '0s'],
    [65, '1m5s'],
    [900, '15m'],
    [3600, '1h'],
    [5400, '1h30m'],
    [3605, '1h5s'],
    [59.9, '59s'],
    [-1, '0s'],
  ])('%d → %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  test('is read back as the same number of seconds', () => {
    fc.assert(
      fc.property(fc.nat(2_678_400), (seconds) => {
        expect(parseDuration(formatDuration(seconds))).toEqual({ ok: true, seconds });
      }),
    );
  });
});
