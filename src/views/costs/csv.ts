import type { CostTable } from '../../costs/cost-table.ts';
import { type CsvCell, csvRow } from '../csv.ts';
import { periodName } from './words.ts';

/**
 * A line for each row and none for the sum, which a spreadsheet makes itself. Amounts are exact. A period whose amounts
 * still change says so in its heading.
 */
export function costsCsv(table: CostTable): string {
  const { periods, completePeriods, unit, rows } = table;
  const headings = periods.map(
    (period, at) => `${periodName(period, table)}${at < completePeriods ? '' : ' estimated'}`,
  );
  const header = ['kind', 'name', 'account', 'state', 'currency', ...headings, 'total', 'change in %'];
  const lines = rows.map((row): readonly CsvCell[] => [
    ...[row.kind, row.name, row.accountId, row.state?.toLowerCase() ?? null, unit],
    ...row.amounts.map((decimal) => ({ decimal })),
    { decimal: row.total },
    row.change === null ? null : { decimal: String(row.change) },
  ]);
  return [header, ...lines].map(csvRow).join('');
}
