import { renderToString } from 'preact-render-to-string';
import { describe, expect, it } from 'vitest';
import { costTable, selectedRows } from '../../../src/costs/build-table.ts';
import type { CostReading } from '../../../src/model/costs.ts';
import { barPath, barsOf } from '../../../src/views/report/cost-bars.ts';
import { Costs, costsNote } from '../../../src/views/report/costs.tsx';

const amount = (accountId: string, text: string, chargeType = 'Usage') => ({
  accountId,
  chargeType,
  amount: text,
  unit: 'USD',
});
const reading: CostReading = {
  start: '2026-09-01',
  end: '2026-12-01',
  granularity: 'month',
  metric: 'unblended',
  periods: [
    {
      start: '2026-09-01',
      end: '2026-10-01',
      isEstimated: false,
      amounts: [amount('111111111111', '10'), amount('222222222222', '4.5', 'Tax')],
    },
    {
      start: '2026-10-01',
      end: '2026-11-01',
      isEstimated: false,
      amounts: [amount('111111111111', '12.345')],
    },
    {
      start: '2026-11-01',
      end: '2026-12-01',
      isEstimated: true,
      amounts: [amount('222222222222', '1'), amount('222222222222', '-2', 'Credit')],
    },
  ],
  names: {},
  requests: 1,
  readAt: Date.UTC(2026, 10, 29),
};
const table = costTable(reading, [
  { accountId: '111111111111', kind: 'client', name: '<b>acme', state: 'ACTIVE' },
  { accountId: '222222222222', kind: 'client', name: 'globex', state: 'CLOSED' },
]);
const page = (of = table) => renderToString(<Costs table={of} />);
const text = (html: string) =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

describe('costs on a page', () => {
  it('say where rounded amounts do not add up, and only there', () => {
    const note = 'Amounts are rounded, so the totals can differ slightly.';
    expect(text(page())).not.toContain(note);
    const periods = reading.periods.map((period) => ({
      ...period,
      amounts: [amount('111111111111', '0.335')],
    }));
    expect(text(page(costTable({ ...reading, periods }, [])))).toContain(note);
  });

  it('say in the table what the bars show', () => {
    const html = page();
    const [, ...rows] = [...html.matchAll(/<tr>.*?<\/tr>/g)].map(([row]) => text(row));
    expect(rows).toEqual([
      '&lt;b>acme client 111111111111 10.00 12.34 0.00 22.34 +23.4 %',
      'globex closed client 222222222222 0.00 0.00 1.00 1.00 -',
      'tax all accounts 4.50 0.00 0.00 4.50 -100.0 %',
      'credits all accounts 0.00 0.00 -2.00 -2.00 -',
      'Total 14.50 12.34 -1.00 25.84 -14.9 %',
    ]);
    expect(html).toContain(
      'aria-label="Total for each month: 2026-09 14.50 USD, 2026-10 12.34 USD, 2026-11 -1.00 USD"',
    );
    expect(html.match(/class="bar open"/g)).toHaveLength(1);
  });

  it('carry no style of their own, which the policy of the page forbids', () => {
    expect(page()).not.toMatch(/ style=| on[a-z]+=/);
  });

  it('say when the amounts still change, and when they are not the bill', () => {
    expect(text(page())).toContain('The bill of a month marked with * is not final.');
    expect(text(page())).toContain('The total of all rows is the bill');
    const one = selectedRows(table, ({ accountId }) => accountId === '111111111111');
    expect(text(page(one))).toContain('They do not include tax, credits and refunds.');
    expect(text(page(one))).toContain('Total of these');
    expect(page(one)).not.toContain('globex');
  });

  it('have a sentence where there are none', () => {
    expect(text(page(selectedRows(table, () => false)))).toBe('Cost Explorer has no costs for this period.');
  });

  it('have the sum of the last final month in the navigation', () => {
    expect(costsNote(table)).toBe('12.34 USD');
    expect(costsNote({ ...table, completePeriods: 0 })).toBe('');
  });
});

describe('bars', () => {
  it('are as high as their part of the largest, and never below nothing', () => {
    const bars = barsOf(['10', '5', '0.0001', '0', '-3'], { width: 50, height: 20 });
    expect(bars.map(({ y, height }) => [y, height])).toEqual([
      [0, 20],
      [10, 10],
      [19, 1],
      [20, 0],
      [20, 0],
    ]);
    expect(bars.map(({ x }) => Math.floor(x / 10))).toEqual([0, 1, 2, 3, 4]);
    expect(barPath(bars).match(/M/g)).toHaveLength(3);
  });
});
