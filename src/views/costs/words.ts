import type { CostRow, CostRowKind, CostTable } from '../../costs/cost-table.ts';
import { type CostMetric, pricePerRequest } from '../../model/costs.ts';

/** Rows that stand together, in the order of the table. */
export const costGroups: readonly { readonly title: string; readonly kinds: readonly CostRowKind[] }[] = [
  { title: 'clients', kinds: ['client'] },
  { title: 'environments', kinds: ['environment'] },
  { title: 'other accounts', kinds: ['ops', 'management', 'other'] },
  { title: 'accounts that left the organization', kinds: ['unknown'] },
  { title: 'for all accounts', kinds: ['tax', 'credit', 'refund'] },
];

/** `closed`, `closing`, `suspended`; empty for an account that is open. */
export function closedWord({ state }: Pick<CostRow, 'state'>): string {
  if (state === 'CLOSED') return 'closed';
  if (state === 'PENDING_CLOSURE') return 'closing';
  return state === 'SUSPENDED' ? 'suspended' : '';
}

/** What the amounts are: `unblended costs in USD`. */
export function metricText({ metric, unit }: Pick<CostTable, 'metric' | 'unit'>): string {
  return `${metricWords[metric]} in ${unit}`;
}

const metricWords: Readonly<Record<CostMetric, string>> = {
  unblended: 'unblended costs',
  amortized: 'amortized costs',
  'net-amortized': 'net amortized costs',
};

/** Per cent. What is more is not shown in full: it would take the width of two months. */
const mostChange = 9_999.9;

/** `+8.6 %`; `-` where nothing can be said. */
export function changeText(change: number | null): string {
  if (change === null) return '-';
  if (change > mostChange) return '>+9999 %';
  return `${change > 0 ? '+' : ''}${change.toFixed(1)} %`;
}

/** `2026-11` for a month, `2026-11-29` for a day. */
export function periodName(
  { start }: { readonly start: string },
  { granularity }: Pick<CostTable, 'granularity'>,
): string {
  return granularity === 'month' ? start.slice(0, 7) : start;
}

/** What is said before Cost Explorer is asked. */
export const priceText = `Cost Explorer bills $${pricePerRequest} for each page of an answer; this takes 1 page or more.`;

/** How long ago something was: `3 h ago`. @param milliseconds from then to now */
export function agoText(milliseconds: number): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 1) return 'just now';
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

/** In place of a table without a period. */
export const noCostsText = 'Cost Explorer has no costs for this period.';
