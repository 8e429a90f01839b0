import type { CostGranularity } from './costs.ts';

/** A number of months or days, the current one among them. */
export interface CostSpan {
  readonly granularity: CostGranularity;
  readonly count: number;
}

/** Unless another number is given. */
export const defaultMonths = 6;
export const defaultDays = 14;

/**
 * AWS keeps 14 months, the current one among them, and 38 if multi-year data was enabled in Cost Explorer.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ce-multi-year-data-granular.html
 */
export const mostMonths = 38;
export const mostDays = 90;
