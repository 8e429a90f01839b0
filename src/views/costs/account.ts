import type { CostTable } from '../../costs/cost-table.ts';
import { rounded } from '../../costs/decimals.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { labelWidth } from '../accounts.ts';
import type { Paint } from '../paint.ts';
import { wrapped } from '../wrapped.ts';
import { costsObject } from './json.ts';
import { addsUp } from './rounding.ts';
import { metricText, periodName } from './words.ts';

/**
 * Lines below those of an account: a period each, the sum, and what the amounts are.
 * @param width columns of the terminal; null for no limit
 */
export function accountCostsText(
  table: CostTable,
  noun: AccountNoun,
  paint: Paint,
  width: number | null,
): string {
  const start = labelWidth(noun);
  const { periods, completePeriods, totals, total } = table;
  const rows = [
    ...periods.map((period, at) => ({
      name: `${periodName(period, table)}${at < completePeriods ? '' : '*'}`,
      amount: rounded(totals[at] ?? '0'),
    })),
    { name: 'total', amount: rounded(total) },
  ];
  const room = Math.max(...rows.map(({ amount }) => amount.length));
  const lines = rows.map(
    ({ name, amount }, at) =>
      `${paint.dim((at === 0 ? 'costs' : '').padEnd(start))}  ${name.padEnd(8)}  ${amount.padStart(room)}`,
  );
  const note = completePeriods < periods.length ? '; * the bill is not final' : '';
  const rounding = addsUp(table) ? '' : '; rounded';
  const end = wrapped(
    ' '.repeat(start + 2),
    `${metricText(table)}, without tax, credits and refunds${rounding}${note}`,
    width,
  );
  return `${[...lines, ...end.map(paint.dim)].join('\n')}\n`;
}

/** The same as data: as the table, of one account. */
export function accountCostsObject(table: CostTable) {
  const { rows: _, complete: __, totals, ...facts } = costsObject(table);
  return { ...facts, amounts: totals };
}
