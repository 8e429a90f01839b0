import { describe, expect, test } from 'vitest';
import { auditFloor, compared, longestChain, median } from '../../bench/figures.mjs';

test('the median is the middle value, or the mean of the two in the middle', () => {
  expect(median([30, 1, 2])).toBe(2);
  expect(median([30, 1, 2, 4])).toBe(3);
  expect(median([7])).toBe(7);
  expect(() => median([])).toThrow('nothing was measured');
});

test('pairs are compared pair by pair', () => {
  const slowMoment = { own: 100, other: 50 };
  const pairs = [slowMoment, { own: 11, other: 10 }, { own: 12, other: 10 }];
  expect(compared(pairs)).toEqual({ own: 12, other: 10, ratio: 1.2 });
});

describe('the longest chain of calls', () => {
  const call = (start: number, end: number) => ({ start, end });

  test('counts those that follow one another, whatever order they come in', () => {
    expect(longestChain([])).toBe(0);
    expect(longestChain([call(40, 50), call(0, 10), call(20, 30)])).toBe(3);
  });

  test('counts calls side by side once', () => {
    expect(longestChain([call(0, 10), call(1, 11), call(2, 12), call(15, 25), call(16, 26)])).toBe(2);
  });

  test('goes the way with more calls where a long one runs beside several', () => {
    expect(longestChain([call(0, 100), call(0, 10), call(12, 22), call(24, 34)])).toBe(3);
    expect(longestChain([call(5, 100), call(0, 10), call(12, 22), call(101, 110)])).toBe(3);
  });
});

describe('the floor of an audit', () => {
  test('is the round trips while the pages fit into the burst', () => {
    // 3 × 40 clients, two round trips of 50 ms each.
    expect(auditFloor(100, 102, 50)).toBeCloseTo(0.3);
  });

  test('is one call for an organization on one page', () => {
    expect(auditFloor(0, 2, 50)).toBeCloseTo(0.05);
  });

  test('is the rate of ListAccounts past that', () => {
    // 501 pages and an empty one; 12 at once, the others 8 in a second; the answer to the last one.
    expect(auditFloor(10_000, 10_002, 50)).toBeCloseTo((502 - 12) / 8 + 0.05);
  });
});
