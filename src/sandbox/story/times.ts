const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Moments of the story, counted back from the moment at which it is told. By UTC, as CloudTrail is. */
export class Times {
  /** The beginning of today. */
  readonly #today: number;

  /** @param now epoch milliseconds */
  constructor(readonly now: number) {
    this.#today = Math.floor(now / day) * day;
  }

  /** Epoch milliseconds of a time of day, so many days ago; of today it may be in the future. */
  ago(days: number, hours = 10, minutes = 0): number {
    return this.#today - days * day + hours * hour + minutes * minute;
  }

  /** 0 for Sunday. */
  weekday(days: number): number {
    return new Date(this.ago(days)).getUTCDay();
  }

  /** The same day, or the Friday before where it is a weekend's. */
  workday(days: number): number {
    const weekday = this.weekday(days);
    return days + (weekday === 0 ? 2 : weekday === 6 ? 1 : 0);
  }

  /** The last Friday whose weekend is over: two to eight days ago. */
  get friday(): number {
    const since = (this.weekday(0) + 2) % 7;
    return since < 2 ? since + 7 : since;
  }

  /** The working days of the last two weeks as days ago, oldest first; today is none of them. */
  get workingDays(): readonly number[] {
    const days = Array.from({ length: 14 }, (_, index) => 14 - index);
    return days.filter((days) => this.weekday(days) % 6 !== 0);
  }
}

/** Something that happens at a moment. */
export interface Act {
  /** Epoch milliseconds. */
  readonly at: number;
  do(): void;
}
