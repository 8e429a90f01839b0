import { expect, it } from 'vitest';
import { costWindow } from '../../src/costs/window.ts';

const window = (now: string, granularity: 'month' | 'day', count: number) =>
  Object.values(costWindow(Date.parse(now), { granularity, count }));

it.each([
  // The first of January is a month of its own from its first millisecond, by UTC.
  ['2026-12-31T23:59:59.999Z', 6, ['2026-07-01', '2027-01-01']],
  ['2027-01-01T00:00:00.000Z', 6, ['2026-08-01', '2027-02-01']],
  // No month has a 31st of every other.
  ['2027-03-31T12:00:00Z', 2, ['2027-02-01', '2027-04-01']],
  ['2027-01-31T12:00:00Z', 14, ['2025-12-01', '2027-02-01']],
  ['2028-02-29T12:00:00Z', 1, ['2028-02-01', '2028-03-01']],
])('months until %s: %i', (now, count, expected) => {
  expect(window(now, 'month', count)).toEqual(expected);
});

it.each([
  ['2027-01-01T00:30:00Z', 2, ['2026-12-31', '2027-01-02']],
  ['2027-01-31T23:30:00Z', 31, ['2027-01-01', '2027-02-01']],
  ['2028-03-01T00:00:00Z', 2, ['2028-02-29', '2028-03-02']],
])('days until %s: %i', (now, count, expected) => {
  expect(window(now, 'day', count)).toEqual(expected);
});
