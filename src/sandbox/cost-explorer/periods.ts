import type { GetCostAndUsageRequest } from '@aws-sdk/client-cost-explorer';
import { type Day, monthOf, monthsBefore, readDay } from './calendar.ts';
import { invalid, notAnswered } from './errors.ts';

export interface Period {
  readonly start: Day;
  /** The day after its last one. */
  readonly end: Day;
  readonly isEstimated: boolean;
}

/** https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html */
const monthsKept = 14;

/** The bill of a month is final some days after its end. */
const lastOpenDay = 5;

/**
 * The periods that are asked for, oldest first. The first and the last one can be parts of months.
 *
 * @param today the last day of which there is data
 * @throws SandboxError ValidationException
 */
export function readPeriods(
  { TimePeriod, Granularity }: GetCostAndUsageRequest,
  today: Day,
): readonly Period[] {
  if (Granularity === 'HOURLY') throw notAnswered('hourly costs');
  if (Granularity !== 'DAILY' && Granularity !== 'MONTHLY')
    throw invalid('Granularity must be DAILY, MONTHLY or HOURLY.');
  const { start, end } = readRange(TimePeriod?.Start ?? '', TimePeriod?.End ?? '', today);
  const thisMonth = monthOf(today);
  const open = today - thisMonth.first < lastOpenDay ? monthOf(thisMonth.first - 1) : thisMonth;
  const periods: Period[] = [];
  let day = start;
  while (day < end) {
    const next = Math.min(end, Granularity === 'DAILY' ? day + 1 : monthOf(day).end);
    periods.push({ start: day, end: next, isEstimated: next > open.first });
    day = next;
  }
  return periods;
}

function readRange(from: string, to: string, today: Day): { readonly start: Day; readonly end: Day } {
  const start = readDay(from);
  const end = readDay(to);
  if (start === undefined || end === undefined)
    throw invalid('Start and end date must be of the form yyyy-MM-dd.');
  // As in https://github.com/elC0mpa/aws-doctor/issues/1
  if (start >= end) throw invalid('Start date (and hour) should be before end date (and hour)');
  // As in https://github.com/aws/aws-sdk-js/issues/2732
  if (end > monthOf(today).end) throw invalid('end date past the beginning of next month');
  if (start > today) throw invalid('start date past the current date');
  if (start < monthsBefore(today, monthsKept))
    throw invalid("You haven't enabled historical data beyond 14 months.");
  return { start, end };
}
