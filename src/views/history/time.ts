import type { Paint } from '../paint.ts';

/** How times are shown: of which zone. */
export interface Times {
  /** The day as a heading: `Tue 2026-11-24`. */
  day(time: number): string;
  /** `14:02`. */
  clock(time: number): string;
  /** `2026-11-24 14:02`. */
  moment(time: number): string;
  /** The zone, as a person reads it: `UTC`, `Europe/Berlin`. */
  readonly zone: string;
}

/** @param timeZone by its IANA name; left out for the one of this machine */
export function timesIn(timeZone: string | undefined): Times {
  // Of all locales this one writes days as ISO 8601 does.
  const days = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  const weekdays = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short' });
  const clocks = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const clock = (time: number) => clocks.format(time);
  return {
    day: (time) => `${weekdays.format(time)} ${days.format(time)}`,
    clock,
    moment: (time) => `${days.format(time)} ${clock(time)}`,
    zone: clocks.resolvedOptions().timeZone,
  };
}

/** `2026-11-24T13:02:11Z`: CloudTrail counts whole seconds. */
export function isoTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}

/** The days above their lines, which come newest first: each once. */
export class DayHeadings {
  private shown = '';

  constructor(
    private readonly times: Times,
    private readonly paint: Paint,
  ) {}

  /** Empty for a further line of the same day. */
  before(time: number): string {
    const day = this.times.day(time);
    if (day === this.shown) return '';
    const gap = this.shown === '' ? '' : '\n';
    this.shown = day;
    return `${gap}${this.paint.bold(day)}\n`;
  }
}
