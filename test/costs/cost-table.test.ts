import { describe, expect, it } from 'vitest';
import { costTable, selectedRows } from '../../src/costs/build-table.ts';
import type { CostOwner } from '../../src/costs/owners.ts';
import type { CostAmount, CostReading } from '../../src/model/costs.ts';

const usd = (accountId: string, amount: string, chargeType = 'Usage', unit = 'USD'): CostAmount => ({
  accountId,
  chargeType,
  amount,
  unit,
});

const starts = ['2026-08-01', '2026-09-01', '2026-10-01', '2026-11-01', '2026-12-01'];

/** Months up to November, of which the last is not over. */
function months(amounts: readonly (readonly CostAmount[])[], more: Partial<CostReading> = {}): CostReading {
  const from = starts.length - 1 - amounts.length;
  const periods = amounts.map((list, at) => ({
    start: starts[from + at] ?? '',
    end: starts[from + at + 1] ?? '',
    isEstimated: at === amounts.length - 1,
    amounts: list,
  }));
  return {
    start: starts[from] ?? '',
    end: '2026-12-01',
    granularity: 'month',
    metric: 'unblended',
    periods,
    names: {},
    requests: 1,
    readAt: Date.UTC(2026, 10, 29),
    ...more,
  };
}

const owner = (
  accountId: string,
  kind: CostOwner['kind'],
  name: string,
  state: CostOwner['state'] = 'ACTIVE',
): CostOwner => ({ accountId, kind, name, state });

const [acme, globex, staging, ops, payer, other, gone] = [1, 2, 3, 4, 5, 6, 7].map((digit) =>
  String(digit).repeat(12),
) as [string, string, string, string, string, string, string];

const owners = [
  owner(other, 'other', 'sandbox-of-2019'),
  owner(payer, 'management', 'Company'),
  owner(acme, 'client', 'acme'),
  owner(ops, 'ops', 'Ops'),
  owner(staging, 'environment', 'staging'),
  owner(globex, 'client', 'globex'),
];

const briefly = (reading: CostReading, of = owners) =>
  costTable(reading, of).rows.map(({ kind, name, amounts, total }) => [kind, name, ...amounts, total]);

describe('the table of costs', () => {
  it('has a row for each account by its kind, the dearest first, and what is for all accounts at the end', () => {
    const reading = months(
      [
        [
          usd(acme, '1.10'),
          usd(acme, '0.90', 'Savings Plan Recurring Fee'),
          usd(globex, '20'),
          usd(acme, '0.5', 'Tax'),
          usd(globex, '-3', 'Credit'),
          usd(staging, '-0.25', 'Refund'),
          usd(gone, '7'),
        ],
      ],
      { names: { [gone]: 'initech', [acme]: 'Acme as it was called' } },
    );
    expect(briefly(reading)).toEqual([
      ['client', 'globex', '20', '20'],
      ['client', 'acme', '2', '2'],
      ['environment', 'staging', '0', '0'],
      ['ops', 'Ops', '0', '0'],
      ['management', 'Company', '0', '0'],
      ['other', 'sandbox-of-2019', '0', '0'],
      ['unknown', 'initech', '7', '7'],
      ['tax', 'tax', '0.5', '0.5'],
      ['credit', 'credits', '-3', '-3'],
      ['refund', 'refunds', '-0.25', '-0.25'],
    ]);
    expect(costTable(reading, owners)).toMatchObject({ totals: ['26.25'], total: '26.25', unit: 'USD' });
  });

  it('has rows that cost the same by name', () => {
    const reading = months([[usd(acme, '1'), usd(globex, '1')]]);
    const rows = briefly(reading, [owner(acme, 'client', 'zeta'), owner(globex, 'client', 'beta')]);
    expect(rows.map(([, name]) => name)).toEqual(['beta', 'zeta']);
  });

  it('shows an account that is closed as long as it costs something', () => {
    const closed = [
      owner(acme, 'client', 'acme', 'CLOSED'),
      owner(globex, 'client', 'globex', 'PENDING_CLOSURE'),
    ];
    const { rows } = costTable(months([[usd(acme, '3')], [usd(globex, '0')]]), closed);
    expect(rows.map(({ name, state }) => [name, state])).toEqual([['acme', 'CLOSED']]);
  });

  it('names an account that it knows nothing of by its id', () => {
    expect(briefly(months([[usd(gone, '1')]]), [])).toEqual([['unknown', gone, '1', '1']]);
  });

  it('reads exponents and amounts below zero, and writes neither exponents nor a negative nothing', () => {
    const reading = months([
      [usd(acme, '1.2E-7'), usd(acme, '3e2')],
      [usd(acme, '-0.0000001'), usd(acme, '1E-7'), usd(globex, '-0')],
    ]);
    const table = costTable(reading, owners);
    expect(table.rows.find(({ name }) => name === 'acme')?.amounts).toEqual(['300.00000012', '0']);
    expect(table.rows.find(({ name }) => name === 'globex')?.amounts).toEqual(['0', '0']);
  });

  it.each(['', 'NaN', '1,5', '0x10', '1e999', '--1'])('takes %j for no amount', (amount) => {
    expect(() => costTable(months([[usd(acme, amount)]]), owners)).toThrow(/could not be added up/);
  });

  it('adds up no two currencies, but takes nothing for none', () => {
    const mixed = months([[usd(acme, '1'), usd(globex, '1', 'Usage', 'CNY')]]);
    expect(() => costTable(mixed, owners)).toThrow(/2 currencies: CNY, USD/);
    const empty = months([[usd(acme, '1', 'Usage', 'CNY'), usd(globex, '0', 'Usage', 'N/A')]]);
    expect(costTable(empty, owners).unit).toBe('CNY');
  });
});

describe('the change', () => {
  const changes = (reading: CostReading) => {
    const { rows, change } = costTable(reading, [owner(acme, 'client', 'acme')]);
    return { row: rows[0]?.change, sum: change };
  };

  it('is from the last final month but one to the last final one', () => {
    const reading = months([[usd(acme, '8')], [usd(acme, '9')], [usd(acme, '1')]]);
    expect(changes(reading)).toEqual({ row: 12.5, sum: 12.5 });
  });

  it('does not count a month that is over while its bill is not final', () => {
    const reading = months([[usd(acme, '8')], [usd(acme, '6')], [usd(acme, '60')], [usd(acme, '1')]]);
    const periods = reading.periods.map((period, at) => ({ ...period, isEstimated: at >= 2 }));
    expect(changes({ ...reading, periods })).toMatchObject({ row: -25 });
  });

  it('does not count a month that is not over, whatever AWS says of it', () => {
    const reading = months([[usd(acme, '8')], [usd(acme, '6')], [usd(acme, '1')]]);
    const periods = reading.periods.map((period) => ({ ...period, isEstimated: false }));
    expect(changes({ ...reading, periods })).toMatchObject({ row: -25 });
  });

  it.each([
    ['there is one final month', [['1'], ['2']]],
    ['there was nothing before', [['0'], ['2'], ['1']]],
    ['there was less than nothing before', [['-1'], ['2'], ['1']]],
  ])('means nothing where %s', (_, amounts) => {
    const reading = months(amounts.map((list) => list.map((amount) => usd(acme, amount))));
    expect(changes(reading)).toEqual({ row: null, sum: null });
  });

  it('is between days that AWS had a day to count', () => {
    const days = ['2026-11-26', '2026-11-27', '2026-11-28', '2026-11-29', '2026-11-30'];
    const periods = ['4', '5', '1', '0'].map((amount, at) => ({
      start: days[at] ?? '',
      end: days[at + 1] ?? '',
      isEstimated: true,
      amounts: [usd(acme, amount)],
    }));
    const reading = { ...months([]), granularity: 'day' as const, periods };
    expect(costTable({ ...reading, readAt: Date.UTC(2026, 10, 29, 9) }, []).change).toBe(25);
    expect(costTable({ ...reading, readAt: Date.UTC(2026, 10, 30, 9) }, []).change).toBe(-80);
  });
});

describe('a choice of rows', () => {
  const table = costTable(months([[usd(acme, '1')], [usd(globex, '2'), usd(acme, '1', 'Tax')]]), owners);

  it('has the sums of what is left, and says that it is no bill', () => {
    const chosen = selectedRows(table, ({ name }) => name === 'acme' || name === 'globex');
    expect(chosen).toMatchObject({ isPart: true, totals: ['1', '2'], total: '3' });
    expect(table).toMatchObject({ isPart: false, total: '4' });
  });

  it('is the bill where nothing was left out', () => {
    expect(selectedRows(table, () => true)).toEqual(table);
  });
});
