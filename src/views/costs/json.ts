import type { CostTable } from '../../costs/cost-table.ts';
import type { Origin } from '../../model/origin.ts';
import { periodName } from './words.ts';

/** The stable object of `--json`, in one line. */
export function costsJson(table: CostTable, organizationId: string, origin: Origin): string {
  return `${JSON.stringify({ organizationId, ...costsObject(table), ...origin })}\n`;
}

/** The table as data: amounts are decimals as texts, because numbers of JSON cannot hold them. */
export function costsObject(table: CostTable) {
  const { metric, granularity, unit, isPart, periods, completePeriods, rows, totals, total, change } = table;
  return {
    metric,
    by: granularity,
    currency: unit,
    readAt: new Date(table.readAt).toISOString(),
    requests: table.requests,
    complete: !isPart,
    periods: periods.map((period, at) => ({
      name: periodName(period, table),
      start: period.start,
      end: period.end,
      estimated: period.isEstimated || at >= completePeriods,
    })),
    rows: rows.map((row) => ({
      kind: row.kind,
      name: row.name,
      accountId: row.accountId,
      state: row.state,
      amounts: row.amounts,
      total: row.total,
      change: row.change,
    })),
    totals,
    total,
    change,
  };
}
