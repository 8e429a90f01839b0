import type { BilledAccount } from './billed-accounts.ts';
import { type Month, monthAt, monthOf } from './calendar.ts';
import { type Charge, chargesOf, type Item, type Today } from './charges.ts';
import type { Billed } from './dimensions.ts';
import { metrics } from './metrics.ts';
import type { Period } from './periods.ts';
import { traitsOf } from './traits.ts';

interface Wish {
  readonly secret: string;
  readonly accounts: readonly BilledAccount[];
  /** Oldest first, without gaps. */
  readonly periods: readonly Period[];
  readonly today: Today;
  readonly counts: (billed: Billed) => boolean;
  readonly groups: readonly ((billed: Billed) => string)[];
  readonly metrics: readonly string[];
}

/** By period: by the keys of a group, one a line, the sum of each metric. */
export type Sums = readonly ReadonlyMap<string, readonly bigint[]>[];

export function sumCharges(wish: Wish): Sums {
  const { accounts, periods, secret, today, metrics: names } = wish;
  const sums = periods.map(() => new Map<string, bigint[]>());
  const values = names.map((name) => metrics[name]?.of ?? (() => 0));
  const placeOf = placing(periods);
  const months = monthsOf(periods, today);
  for (const account of accounts) {
    const traits = traitsOf(secret, account);
    const own = new AccountSums(wish, account.id, values);
    for (const month of months) {
      for (const charge of chargesOf(account, traits, month, today)) {
        const place = placeOf(charge.day);
        if (place !== undefined) own.add(place, charge);
      }
    }
    own.addTo(sums);
  }
  return sums;
}

/**
 * The sums of one account. A period is a month at most, and what an account costs in one is a whole number far below
 * 2^53: numbers hold it exactly, and are added much faster than integers of any size.
 */
class AccountSums {
  readonly #wish: Wish;
  readonly #accountId: string;
  readonly #values: readonly ((charge: Charge) => number)[];
  /** By item; null: it does not count. */
  readonly #places = new Map<Item, Map<number, number[]> | null>();
  readonly #groups = new Map<string, Map<number, number[]>>();

  constructor(wish: Wish, accountId: string, values: readonly ((charge: Charge) => number)[]) {
    this.#wish = wish;
    this.#accountId = accountId;
    this.#values = values;
  }

  add(place: number, charge: Charge): void {
    const places = this.#placesOf(charge.item);
    if (places === null) return;
    let sums = places.get(place);
    if (sums === undefined) {
      sums = this.#values.map(() => 0);
      places.set(place, sums);
    }
    for (const [index, value] of this.#values.entries()) sums[index] = (sums[index] ?? 0) + value(charge);
  }

  addTo(all: readonly Map<string, bigint[]>[]): void {
    for (const [key, places] of this.#groups) {
      for (const [place, sums] of places) {
        const before = all[place]?.get(key);
        all[place]?.set(
          key,
          sums.map((sum, index) => (before?.[index] ?? 0n) + BigInt(sum)),
        );
      }
    }
  }

  #placesOf(item: Item): Map<number, number[]> | null {
    const known = this.#places.get(item);
    if (known !== undefined) return known;
    const { counts, groups } = this.#wish;
    const billed = { accountId: this.#accountId, ...item };
    const key = groups.map((group) => group(billed)).join('\n');
    const places = counts(billed) ? (this.#groups.get(key) ?? new Map<number, number[]>()) : null;
    this.#places.set(item, places);
    if (places !== null) this.#groups.set(key, places);
    return places;
  }
}

/** Which period a day is in. */
function placing(periods: readonly Period[]): (day: number) => number | undefined {
  const places = new Map<number, number>();
  for (const [index, { start, end }] of periods.entries())
    for (let day = start; day < end; day += 1) places.set(day, index);
  return (day) => places.get(day);
}

function monthsOf(periods: readonly Period[], today: Today): readonly Month[] {
  const start = periods[0]?.start ?? today.day;
  const end = Math.min(periods.at(-1)?.end ?? today.day, today.day + 1);
  const months: Month[] = [];
  for (let { index } = monthOf(start); monthAt(index).first < end; index += 1) months.push(monthAt(index));
  return months;
}
