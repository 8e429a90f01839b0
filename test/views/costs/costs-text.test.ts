import { describe, expect, it } from 'vitest';
import { costTable, selectedRows } from '../../../src/costs/build-table.ts';
import { percentChange } from '../../../src/costs/decimals.ts';
import type { CostOwner } from '../../../src/costs/owners.ts';
import { costWindow } from '../../../src/costs/window.ts';
import type { CostGranularity, CostReading } from '../../../src/model/costs.ts';
import { costsCsv } from '../../../src/views/costs/csv.ts';
import { sparkline } from '../../../src/views/costs/sparkline.ts';
import { costsText } from '../../../src/views/costs/text.ts';
import { plain } from '../../../src/views/paint.ts';
import { textWidth } from '../../../src/views/text-width.ts';
import { parseCsv } from '../../support/csv.ts';

const now = Date.UTC(2026, 10, 29);

/** Rows of so many amounts by the names of accounts, of which the last period is estimated. */
function tableOf(
  accounts: Readonly<Record<string, number>>,
  count: number,
  granularity: CostGranularity = 'month',
  more: Partial<CostOwner> = {},
) {
  const owners = Object.keys(accounts).map(
    (name, at): CostOwner => ({
      accountId: String(100_000_000_000 + at),
      kind: 'client',
      name,
      state: 'ACTIVE',
      ...more,
    }),
  );
  const { start, end } = costWindow(now, { granularity, count });
  const periods = Array.from({ length: count }, (_, at) => ({
    ...costWindow(
      granularity === 'month'
        ? Date.UTC(2026, 10 - (count - 1 - at), 15)
        : now - (count - 1 - at) * 86_400_000,
      { granularity, count: 1 },
    ),
    isEstimated: at === count - 1,
    amounts: owners.map(({ accountId, name }) => ({
      accountId,
      chargeType: 'Usage',
      amount: String((accounts[name] ?? 0) * (at + 1)),
      unit: 'USD',
    })),
  }));
  const reading: CostReading = {
    ...{ start, end, granularity, periods },
    metric: 'unblended',
    names: {},
    requests: 1,
    readAt: now,
  };
  return costTable(reading, owners);
}

const lines = (text: string) => text.split('\n');
const shown = (table: ReturnType<typeof tableOf>, width: number | null, trend = true) =>
  lines(costsText(table, { width, trend }, plain));

describe('costs on a terminal', () => {
  it('are a table of aligned numbers, with a line of bars that needs no colour', () => {
    expect(shown(tableOf({ acme: 12.5, globex: 1234.5 }, 6), 120)).toEqual([
      '          trend   2026-06  2026-07  2026-08  2026-09  2026-10  2026-11*     total   change',
      'clients',
      '  globex  ▂▃▄▅▆▇  1234.50  2469.00  3703.50  4938.00  6172.50   7407.00  25924.50  +25.0 %',
      '  acme    ▂▃▄▅▆▇    12.50    25.00    37.50    50.00    62.50     75.00    262.50  +25.0 %',
      'total     ▂▃▄▅▆▇  1247.00  2494.00  3741.00  4988.00  6235.00   7482.00  26187.00  +25.0 %',
      '',
      'unblended costs in USD, 2026-06 to 2026-11, read 2026-11-29 00:00 UTC',
      'change: from 2026-09 to 2026-10',
      '* the bill is not final: the amounts still change',
      '',
    ]);
  });

  const long = Object.fromEntries(
    Array.from({ length: 12 }, (_, at) => [`client-with-a-very-long-name-${at}`, 98_765.43 * (at + 1)]),
  );
  it.each([30, 40, 60, 80, 100, 200])('keep within %i columns, whatever the names and amounts', (width) => {
    for (const count of [1, 6, 14, 38])
      for (const line of shown(tableOf(long, count), width))
        expect([...line].length).toBeLessThanOrEqual(width);
  });

  it('keep the newest months where not all fit, and say how many are left out', () => {
    const text = shown(tableOf({ acme: 1000 }, 13), 80);
    expect(text[0]).toMatch(/2026-10 {2}2026-11\* +total {2}change$/);
    expect(text[0]).not.toContain('2025-11');
    expect(text.join(' ')).toMatch(/\d+ older months left out of the columns but counted in the total/);
    // All thirteen are in the bars.
    expect(text[2]).toMatch(/ {2}acme +[▁-▇]{13} /);
  });

  it('shorten names before there is only one month', () => {
    const [header = '', , row = ''] = shown(tableOf({ 'client-with-a-very-long-name-indeed': 10 }, 6), 70);
    expect(header).toContain('2026-10  2026-11*');
    expect(row).toMatch(/^ {2}client-with-a-ver… /);
  });

  it('lose the trend first, then the change, then the total', () => {
    const extras = Array.from({ length: 70 }, (_, at) => shown(tableOf(long, 6), 80 - at)[0] ?? '').map(
      (header) => ['trend', 'total', 'change'].filter((word) => header.includes(word)).join(' '),
    );
    expect([...new Set(extras)]).toEqual(['trend total change', 'total change', 'total', '']);
  });

  it('keep the mark of a closed account whose name is shortened', () => {
    const table = tableOf({ 'client-with-a-very-long-name-indeed': 10 }, 6, 'month', { state: 'CLOSED' });
    expect(shown(table, 70)[2]).toMatch(/^ {2}client-w… \(closed\) /);
  });

  it('have no bars where there are to be none', () => {
    expect(shown(tableOf({ acme: 1 }, 6), 80, false).join('')).not.toMatch(/trend|[▁-▇]/);
  });

  it('name days shortly, and the period in full', () => {
    const text = shown(tableOf({ acme: 1 }, 3, 'day'), 80);
    expect(text[0]).toMatch(/11-27 {2}11-28\* {2}11-29\* {2}total/);
    expect(text.join(' ')).toContain('2026-11-27 to 2026-11-29');
  });

  it('tell accounts of one name apart, and let no name act on the terminal', () => {
    const table = tableOf({ 'a\u001b[2Jb': 1 }, 1);
    const [row] = table.rows;
    const twice = { ...table, rows: row === undefined ? [] : [row, { ...row, accountId: '222222222222' }] };
    const text = shown(twice, null);
    expect(text[2]).toContain('a\\u001b[2Jb 100000000000');
    expect(text[3]).toContain('a\\u001b[2Jb 222222222222');
  });

  it('say where what is shown does not add up, and only there', () => {
    const note = 'amounts are rounded, so totals can differ slightly';
    expect(shown(tableOf({ acme: 0.004, globex: 0.004, initech: 0.004 }, 1), null).join(' ')).toContain(note);
    expect(shown(tableOf({ acme: 0.335 }, 3), null).join(' ')).toContain(note);
    expect(shown(tableOf({ acme: 1.25, globex: -0.5 }, 6), null).join(' ')).not.toContain(note);
  });

  it('stay aligned beside wide characters, and within the width', () => {
    const names = { 株式会社山田太郎の開発用アカウント: 12.5, 'Acme Limited': 1, 'Mu\u0308ller': 2 };
    for (const width of [null, 80, 60, 40]) {
      const [header = '', , ...rows] = shown(tableOf(names, 6), width);
      for (const row of rows.slice(0, 4)) expect(textWidth(row), row).toBe(textWidth(header));
      expect(textWidth(header)).toBeLessThanOrEqual(width ?? 200);
    }
  });

  it('have no change that is wider than a month', () => {
    const table = tableOf({ acme: 1 }, 3);
    const change = (amount: string) =>
      shown({ ...table, change: percentChange(amount, '123456789') }, null).find((line) =>
        line.startsWith('total'),
      );
    expect(change('0.01')).toMatch(/ {2}>\+9999 %$/);
    expect(change('0.0000000001')).toMatch(/ -$/);
  });

  it('are a sentence where there is no period', () => {
    expect(shown(tableOf({ acme: 1 }, 0), 80)).toEqual(['Cost Explorer has no costs for this period.', '']);
  });

  it('say of a choice of rows that it is not the bill', () => {
    const table = selectedRows(tableOf({ acme: 1, globex: 2 }, 2), ({ name }) => name === 'acme');
    const text = shown(table, 80);
    expect(text[3]).toMatch(/^total of these /);
    expect(text.join(' ')).toContain('without the other rows of the bill, tax, credits and refunds');
  });
});

it('draws each height as another shape', () => {
  expect(sparkline(['0', '1', '2', '3', '4', '5', '6', '7', '-3'])).toBe(' ▁▂▃▄▅▆▇ ');
  expect(sparkline(['0.0001', '1000'])).toBe('▁▇');
});

describe('costs as CSV', () => {
  it.each([
    ['a;=1+1', "a;'=1+1"],
    ['a;"@x', 'a;"\'@x'],
    ['＝1+1', "'＝1+1"],
    ['a-b=c; +1', 'a-b=c; +1'],
  ])('hold no formula of %s in a spreadsheet of another language either', (name, cell) => {
    expect(parseCsv(costsCsv(tableOf({ [name]: 1 }, 1)))[1]?.[1]).toBe(cell);
  });

  it('hold no formula, and numbers below zero as numbers', () => {
    const table = tableOf({ '=HYPERLINK("x")': -1.5, '-2+3': 1, 'a,"b"': 2 }, 1);
    const rows = parseCsv(costsCsv(table));
    expect(rows.map((row) => [row[1], row[5]])).toEqual([
      ['name', '2026-11 estimated'],
      ['a,"b"', '2'],
      ["'-2+3", '1'],
      ['\'=HYPERLINK("x")', '-1.5'],
    ]);
  });
});
