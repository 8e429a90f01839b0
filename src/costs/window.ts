import type { CostSpan } from '../model/cost-span.ts';
import type { CostQuery } from '../model/costs.ts';

/**
 * The period that ends with the current month or day, by UTC as AWS bills.
 * @param now epoch milliseconds
 */
export function costWindow(now: number, { granularity, count }: CostSpan): Pick<CostQuery, 'start' | 'end'> {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  // A month or a day before the first is one of the year or month before. The end may not be later than the first of
  // the next month, which the day after the last one is.
  return granularity === 'month'
    ? { start: dayText(year, month - count + 1, 1), end: dayText(year, month + 1, 1) }
    : { start: dayText(year, month, day - count + 1), end: dayText(year, month, day + 1) };
}

function dayText(year: number, month: number, day: number): string {
  return new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10);
}
