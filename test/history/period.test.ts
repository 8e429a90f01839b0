import { describe, expect, it } from 'vitest';
import { readMoment } from '../../src/history/period.ts';

const now = Date.UTC(2026, 10, 29, 12);
const read = (text: string, edge: 'start' | 'end' = 'start', utc = true) =>
  readMoment(text, edge, { now, utc });

describe('a moment', () => {
  it.each([
    ['90m', now - 90 * 60_000],
    ['24h', now - 86_400_000],
    ['7d', now - 7 * 86_400_000],
    ['2w', now - 14 * 86_400_000],
    ['2026-11-24', Date.UTC(2026, 10, 24)],
    ['2026-11-24T13:30', Date.UTC(2026, 10, 24, 13, 30)],
    ['2026-11-24 13:30:15', Date.UTC(2026, 10, 24, 13, 30, 15)],
    ['2026-11-24T13:30Z', Date.UTC(2026, 10, 24, 13, 30)],
    ['2026-11-24T13:30:00+02:00', Date.UTC(2026, 10, 24, 11, 30)],
  ])('%s', (text, at) => {
    expect(read(text)).toBe(at);
  });

  it.each([
    '',
    '7',
    '-7d',
    '7x',
    '1h30m',
    'yesterday',
    '2026-13-01',
    '2026-02-30',
    '2026-11-24T25:00',
    '24.11.2026',
  ])('%s is none', (text) => {
    expect(read(text)).toBeNull();
  });

  it('a date is its whole day', () => {
    expect(read('2026-11-24', 'end')).toBe(Date.UTC(2026, 10, 25) - 1);
    expect(read('2026-11-24T13:30Z', 'end')).toBe(Date.UTC(2026, 10, 24, 13, 30));
  });

  it('is of the local zone unless it says another', () => {
    expect(read('2026-11-24', 'start', false)).toBe(new Date(2026, 10, 24).getTime());
    expect(read('2026-11-24', 'end', false)).toBe(new Date(2026, 10, 25).getTime() - 1);
    expect(read('2026-11-24T13:30', 'start', false)).toBe(new Date(2026, 10, 24, 13, 30).getTime());
    expect(read('2026-11-24T13:30Z', 'start', false)).toBe(Date.UTC(2026, 10, 24, 13, 30));
  });
});
