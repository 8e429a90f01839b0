import { createHmac } from 'node:crypto';
import { unitsPerDollar } from './amount.ts';
import type { BilledAccount } from './billed-accounts.ts';

export const services = {
  compute: 'Amazon Elastic Compute Cloud - Compute',
  storage: 'Amazon Simple Storage Service',
  database: 'Amazon Relational Database Service',
  keys: 'AWS Key Management Service',
  tax: 'Tax',
} as const;

export type ServiceValue = (typeof services)[keyof typeof services];

/** What an account spends on, once and for all. */
export interface Traits {
  readonly seed: number;
  /** What it uses, and what that costs on a day at first, in units of `amount.ts`. */
  readonly usage: readonly {
    readonly service: ServiceValue;
    readonly daily: number;
    readonly rests: boolean;
  }[];
  /** All of these. */
  readonly daily: number;
  /** How much more each month costs than the first one, in thousandths of it. */
  readonly growth: number;
  /** The month of the year in which it costs about twice as much, from 0; null: none. */
  readonly peak: number | null;
  /** It has reserved something, by the month and perhaps by the year. */
  readonly reservation: 'none' | 'month' | 'year';
  readonly hasCredit: boolean;
}

/** Tenths of a dollar a day. */
const sizes = [8, 21, 34, 47, 62, 93, 139, 224, 381, 756];
const growths = [-8, 0, 4, 9, 14, 22, 31];

/** They follow from the secret and the account's id, so that nothing of them is stored. */
export function traitsOf(secret: string, { id, from, spending }: BilledAccount): Traits {
  const bytes = createHmac('sha256', Buffer.from(secret, 'hex')).update(`costs:${id}`).digest();
  const pick = (index: number, count: number) => bytes.readUInt16BE(2 * index) % count;
  // In some members nothing runs; in the management account something always does.
  const isIdle = spending === undefined ? from !== null && pick(12, 11) === 0 : spending.size === 0;
  const size = (spending?.size ?? sizes[pick(0, sizes.length)] ?? 0) * (unitsPerDollar / 10);
  const tenth = Math.floor(size / 10);
  const parts = [
    { service: services.compute, daily: tenth * (4 + pick(1, 3)) + pick(2, 65_536), rests: true },
    { service: services.database, daily: tenth * pick(3, 4) + pick(4, 65_536), rests: false },
    { service: services.storage, daily: tenth + pick(5, 65_536), rests: false },
  ];
  // Next to nothing, as it is where a key is asked for now and then.
  const keys = { service: services.keys, daily: 1 + pick(6, 90), rests: false };
  const usage = isIdle ? [keys] : [...parts, keys];
  const drawnPeak = pick(7, 3) === 0 ? pick(9, 12) : null;
  return {
    seed: bytes.readUInt32BE(28),
    usage,
    daily: usage.reduce((sum, { daily }) => sum + daily, 0),
    growth: spending?.growth ?? growths[pick(8, growths.length)] ?? 0,
    peak: spending === undefined ? drawnPeak : monthOfYear(spending.peakAt),
    reservation: isIdle ? 'none' : pick(10, 3) === 0 ? 'year' : 'month',
    hasCredit: !isIdle && pick(11, 3) === 0,
  };
}

function monthOfYear(time: number | undefined): number | null {
  return time === undefined ? null : new Date(time).getUTCMonth();
}

/** A number below `limit` that follows from these: it only has to look irregular. */
export function scatter(limit: number, ...parts: readonly number[]): number {
  let hash = 0x9e3779b9;
  for (const part of parts) {
    hash = Math.imul(hash ^ part, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
  }
  return (hash >>> 0) % limit;
}
