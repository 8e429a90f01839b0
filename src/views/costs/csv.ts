import type { CostTable } from '../../costs/cost-table.ts';
import { type CsvCell, csvRow } from '../csv.ts';
import { periodName } from './words.ts';

/**
 * A line for each row and none for the sum, which a spreadsheet computes itself. Amounts are exact. If the amounts of a
 * period still change, its heading contains a note.
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
