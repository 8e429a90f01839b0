import type { BilledAccount } from './billed-accounts.ts';
import { type Day, type Month, monthOf, weekday } from './calendar.ts';
import { type ServiceValue, scatter, services, type Traits } from './traits.ts';

/** As the API names them. https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/manage-cost-categories.html */
export type ChargeType = 'Usage' | 'DiscountedUsage' | 'RIFee' | 'Fee' | 'Tax' | 'Credit' | 'Refund';

/** What is charged for. */
export interface Item {
  readonly service: ServiceValue;
  readonly type: ChargeType;
}

/** One line of the bill of an account, in units of `amount.ts`. */
export interface Charge {
  readonly day: Day;
  /** The same object for the same things. */
  readonly item: Item;
  readonly unblended: number;
  readonly amortized: number;
  readonly quantity: number;
}

/** How far the data goes. */
export interface Today {
  readonly day: Day;
  /** Of today, how many thirds are there: the data is refreshed three times a day. */
  readonly thirds: number;
}

/** Full months after a closing in which what the account had reserved is still charged. */
const monthsAfterClosing = 2;
const longestGrowth = 36;
const creditMonths = 12;
const year = 365;

interface Bill {
  readonly account: BilledAccount;
  readonly traits: Traits;
  readonly month: Month;
  readonly today: Today;
}

/** What an account is charged for in a month, as far as it is known today. */
export function chargesOf(account: BilledAccount, traits: Traits, month: Month, today: Today): Charge[] {
  const bill: Bill = { account, traits, month, today };
  const charges = [...usageOf(bill), ...reservationsOf(bill)];
  const taxed = charges.reduce((sum, { unblended }) => sum + unblended, 0);
  if (taxed > 0) {
    const day = Math.max(month.first, account.from ?? month.first);
    charges.push(plain(day, services.tax, 'Tax', Math.floor(taxed / 5)));
  }
  return [...charges, ...creditsOf(bill, charges), ...refundsOf(bill)];
}

const items = new Map<string, Item>();

function itemOf(service: ServiceValue, type: ChargeType): Item {
  const name = `${service} ${type}`;
  const item = items.get(name) ?? { service, type };
  items.set(name, item);
  return item;
}

function plain(day: Day, service: ServiceValue, type: ChargeType, amount: number): Charge {
  return { day, item: itemOf(service, type), unblended: amount, amortized: amount, quantity: 0 };
}

/** The days of the month on which something of the account runs and that have come. */
function daysOf({ account, month, today }: Bill): { readonly from: Day; readonly to: Day } {
  return {
    from: Math.max(month.first, account.from ?? month.first),
    to: Math.min(month.end - 1, account.until ?? month.end, today.day),
  };
}

function usageOf(bill: Bill): Charge[] {
  const { account, traits, month, today } = bill;
  const joined = account.from === null ? undefined : monthOf(account.from).index;
  const age = joined === undefined ? longestGrowth : Math.min(longestGrowth, month.index - joined);
  const grown = 1000 + age * traits.growth;
  const isPeak = month.index % 12 === traits.peak;
  const charges: Charge[] = [];
  const { from, to } = daysOf(bill);
  for (const [index, { service, daily, rests }] of traits.usage.entries()) {
    const item = itemOf(service, 'Usage');
    const typical = thousandths(thousandths(daily, grown), isPeak && rests ? 2300 : 1000);
    for (let day = from; day <= to; day += 1) {
      const isWeekend = weekday(day) % 6 === 0;
      const noise = 950 + scatter(101, traits.seed, day, index);
      const whole =
        thousandths(typical, isWeekend && rests ? noise - 320 : noise) + scatter(97, traits.seed, index, day);
      const amount = day === today.day ? Math.floor((whole * today.thirds) / 3) : whole;
      if (amount === 0) continue;
      charges.push({ day, item, unblended: amount, amortized: amount, quantity: 11 * amount });
    }
  }
  return charges;
}

/**
 * A reservation costs a lump, by the month (RIFee) or by the year (Fee), and what runs on it costs nothing
 * (DiscountedUsage). Amortized, the lump is spread over the days of what runs on it, or over the fee where nothing does.
 * https://docs.aws.amazon.com/cur/latest/userguide/amortized-reservation.html
 */
function reservationsOf(bill: Bill): Charge[] {
  const { account, traits, month, today } = bill;
  if (traits.reservation === 'none') return [];
  const start = account.from ?? Number.NEGATIVE_INFINITY;
  const end = lastReserved(account);
  const charges: Charge[] = [];
  const lump = (day: Day, type: ChargeType, amount: number) =>
    charges.push({ day, item: itemOf(services.compute, type), unblended: amount, amortized: 0, quantity: 0 });

  const monthly = 4 * traits.daily;
  const isReserved = month.first > start && month.first <= end && month.first <= today.day;
  if (isReserved) lump(month.first, 'RIFee', monthly);
  const bought = account.from === null ? traits.seed % year : account.from + 20;
  const yearly = traits.reservation === 'year' ? 20 * traits.daily : 0;

  const last = Math.min(month.end - 1, end, today.day);
  for (let day = Math.max(month.first, Number.isFinite(start) ? start : month.first); day <= last; day += 1) {
    const sinceBought = day - bought;
    const runs = account.until === null || day <= account.until;
    if (yearly > 0 && sinceBought >= 0 && sinceBought % year === 0 && runs) lump(day, 'Fee', yearly);
    const ofMonth = isReserved ? shareOf(monthly, day - month.first, month.end - month.first) : 0;
    const ofYear = sinceBought >= 0 && runs ? shareOf(yearly, sinceBought % year, year) : 0;
    if (ofMonth + ofYear === 0) continue;
    charges.push({
      day,
      item: itemOf(services.compute, runs ? 'DiscountedUsage' : 'RIFee'),
      unblended: 0,
      amortized: ofMonth + ofYear,
      quantity: runs ? ofMonth + ofYear : 0,
    });
  }
  return charges;
}

/** The last day on which the account's reservations are charged. */
function lastReserved({ until, closed }: BilledAccount): Day {
  if (until === null) return Number.POSITIVE_INFINITY;
  if (!closed) return until;
  let end = monthOf(until);
  for (let count = 0; count < monthsAfterClosing; count += 1) end = monthOf(end.end);
  return end.end - 1;
}

/** A tenth of what runs, in the first year; after it a rounding here and there. */
function creditsOf(bill: Bill, charges: readonly Charge[]): Charge[] {
  const { account, traits, month } = bill;
  if (!traits.hasCredit) return [];
  const { from, to } = daysOf(bill);
  if (from > to) return [];
  const isYoung = account.from !== null && month.index - monthOf(account.from).index < creditMonths;
  if (!isYoung) {
    if (month.index % 3 !== 0) return [];
    return [plain(from, services.keys, 'Credit', -1 - scatter(900, traits.seed, month.index))];
  }
  return charges
    .filter(({ item, unblended }) => item.type === 'Usage' && unblended >= 10)
    .map(({ day, item, unblended }) => plain(day, item.service, 'Credit', -Math.floor(unblended / 10)));
}

function refundsOf(bill: Bill): Charge[] {
  const { traits, month } = bill;
  const { from, to } = daysOf(bill);
  const day = month.first + 11;
  if (scatter(13, traits.seed, month.index, 1) !== 0 || day < from || day > to) return [];
  return [
    plain(day, services.database, 'Refund', -(2 * traits.daily + scatter(65_536, traits.seed, month.index))),
  ];
}

/** In two parts, so that no product comes near 2^53. */
function thousandths(amount: number, factor: number): number {
  return Math.floor(amount / 1000) * factor + Math.floor(((amount % 1000) * factor) / 1000);
}

/** The part of a whole that one of so many steps has; all of them add up to it. @param step from 0 */
function shareOf(whole: number, step: number, steps: number): number {
  const rest = whole % steps;
  const upTo = (count: number) => Math.floor((rest * count) / steps);
  return Math.floor(whole / steps) + upTo(step + 1) - upTo(step);
}
