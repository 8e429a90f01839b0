import type { CostMetric } from '../../model/costs.ts';

export const costsFormats = ['text', 'csv'] as const;
export const costsBy = ['month', 'day'] as const;

/** The options of `org costs` as commander gives them. */
export interface OrgCostsOptions {
  readonly months?: string;
  readonly days?: string;
  readonly by: (typeof costsBy)[number];
  readonly metric?: CostMetric;
  readonly client?: readonly string[];
  readonly env?: readonly string[];
  readonly label?: readonly string[];
  readonly format?: (typeof costsFormats)[number];
  readonly cache: boolean;
  readonly yes?: boolean;
}
