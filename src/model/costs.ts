/**
 * The amounts that AWS bills, as they were read: they stay the strings that AWS returns, because floating point is not
 * exact for them.
 */

export const costMetrics = ['unblended', 'amortized', 'net-amortized'] as const;

/** https://docs.aws.amazon.com/cost-management/latest/userguide/ce-advanced.html */
export type CostMetric = (typeof costMetrics)[number];

export type CostGranularity = 'month' | 'day';

/** Which costs are asked for. */
export interface CostQuery {
  /** First day, `2026-09-01`. */
  readonly start: string;
  /** The day after the last one. */
  readonly end: string;
  readonly granularity: CostGranularity;
  readonly metric: CostMetric;
}

/** What one account was billed in one period, of one charge type. */
export interface CostAmount {
  readonly accountId: string;
  /** AWS's `RECORD_TYPE`: `Usage`, `Tax`, `Credit`, `Refund`, `Savings Plan Recurring Fee`, … */
  readonly chargeType: string;
  /** A decimal as AWS writes it: `12.3456789012`, `-3.2`, `1.2E-7`. */
  readonly amount: string;
  /** The currency: `USD`. */
  readonly unit: string;
}

export interface CostPeriod {
  readonly start: string;
  /** The day after its last one. */
  readonly end: string;
  /** The bill of the period is not final. */
  readonly isEstimated: boolean;
  readonly amounts: readonly CostAmount[];
}

/** An answer of Cost Explorer, all of its pages. */
export interface CostReading extends CostQuery {
  /** Oldest first, without gaps. */
  readonly periods: readonly CostPeriod[];
  /** Names of accounts by their ids, as Cost Explorer knows them: those of accounts that have left, too. */
  readonly names: Readonly<Record<string, string>>;
  /** Requests that were sent; AWS bills each page. */
  readonly requests: number;
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** AWS bills each page of an answer, and none that fails. https://aws.amazon.com/aws-cost-management/pricing/ */
export const pricePerRequest = '0.01';
