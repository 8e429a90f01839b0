import type { CostTable } from '../../costs/cost-table.ts';
import { rounded } from '../../costs/decimals.ts';
import type { Paint } from '../paint.ts';
import { costsObject } from './json.ts';
import { addsUp } from './rounding.ts';
import { metricText, periodName } from './words.ts';

/** Lines below those of an account: a period each, the sum, and what the amounts are. */
export function accountCostsText(table: CostTable, paint: Paint): string {
  const { periods, completePeriods, totals, total } = table;
  const rows = [
    ...periods.map((period, at) => ({
      name: `${periodName(period, table)}${at < completePeriods ? '' : '*'}`,
      amount: rounded(totals[at] ?? '0'),
    })),
    { name: 'total', amount: rounded(total) },
  ];
  const width = Math.max(...rows.map(({ amount }) => amount.length));
  const lines = rows.map(
    ({ name, amount }, at) =>
      `${paint.dim((at === 0 ? 'costs' : '').padEnd(8))}  ${name.padEnd(8)}  ${amount.padStart(width)}`,
  );
  const note = completePeriods < periods.length ? '; * the bill is not final' : '';
  const rounding = addsUp(table) ? '' : '; rounded';
  const end = `${' '.repeat(10)}${paint.dim(`${metricText(table)}, without tax, credits and refunds${rounding}${note}`)}`;
  return `${[...lines, end].join('\n')}\n`;
}

/** The same as data: as the table, of one account. */
export function accountCostsObject(table: CostTable) {
  const { rows: _, complete: __, totals, ...facts } = costsObject(table);
  return { ...facts, amounts: totals };
}
