const dayLength = 86_400_000;

/** Days since 1970-01-01, UTC: what Cost Explorer counts by. */
export type Day = number;

export function dayOf(time: number): Day {
  return Math.floor(time / dayLength);
}

/** @returns undefined for text that is no date of the form `2026-09-01` */
export function readDay(text: string): Day | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(time) || dayText(dayOf(time)) !== text ? undefined : dayOf(time);
}

export function dayText(day: Day): string {
  return new Date(day * dayLength).toISOString().slice(0, 'yyyy-mm-dd'.length);
}

export interface Month {
  /** Months since January of the year 0. */
  readonly index: number;
  readonly first: Day;
  /** The first day of the next one. */
  readonly end: Day;
}

export function monthOf(day: Day): Month {
  const date = new Date(day * dayLength);
  return monthAt(date.getUTCFullYear() * 12 + date.getUTCMonth());
}

export function monthAt(index: number): Month {
  const firstOf = (month: number) => dayOf(Date.UTC(Math.floor(month / 12), month % 12, 1));
  return { index, first: firstOf(index), end: firstOf(index + 1) };
}

/** The same day so many months ago, or the last day of that month if it is shorter. */
export function monthsBefore(day: Day, months: number): Day {
  const month = monthOf(day);
  const earlier = monthAt(month.index - months);
  return Math.min(earlier.first + (day - month.first), earlier.end - 1);
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (day + 4) % 7;
}
