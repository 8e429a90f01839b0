import type { CostGranularity, CostMetric } from '../model/costs.ts';
import type { AccountState } from '../model/snapshot.ts';

/**
 * Whose costs a row is. `other`: an account of the organization that is neither of the others. `unknown`: an account
 * that is not in the organization any more. Tax, credits and refunds of all accounts are rows of their own.
 */
export type CostRowKind =
  | 'client'
  | 'environment'
  | 'ops'
  | 'management'
  | 'other'
  | 'unknown'
  | 'tax'
  | 'credit'
  | 'refund';

export interface CostRow {
  readonly kind: CostRowKind;
  /** Of the client, the environment or the account; for tax and the like what they are called. */
  readonly name: string;
  /** Null for tax, credits and refunds. */
  readonly accountId: string | null;
  /** Null where the account is not in the organization, or the row is no account's. */
  readonly state: AccountState | null;
  /** One decimal a period, exact, without exponent: `12.3456789012`. */
  readonly amounts: readonly string[];
  readonly total: string;
  /** From the last complete period but one to the last complete one, in per cent; null where nothing can be said. */
  readonly change: number | null;
}

/** What each account costs: the sum of the rows is the bill. */
export interface CostTable {
  readonly metric: CostMetric;
  readonly granularity: CostGranularity;
  /** `USD`. */
  readonly unit: string;
  /** Oldest first. */
  readonly periods: readonly {
    readonly start: string;
    /** The day after its last one. */
    readonly end: string;
    readonly isEstimated: boolean;
  }[];
  /** How many of these, from the first on, are complete: amounts of the others still change. */
  readonly completePeriods: number;
  readonly rows: readonly CostRow[];
  /** Whether rows were left out because others were asked for: then the totals are not the bill. */
  readonly isPart: boolean;
  /** Sums of the columns, and of all; with some accounts only, of what is shown. */
  readonly totals: readonly string[];
  readonly total: string;
  readonly change: number | null;
  /** When Cost Explorer was asked, epoch milliseconds. */
  readonly readAt: number;
  /** Requests that this table cost; 0 if it came from the cache. */
  readonly requests: number;
}
