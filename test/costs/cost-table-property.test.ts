import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costTable, selectedRows } from '../../src/costs/build-table.ts';
import type { CostOwner } from '../../src/costs/owners.ts';
import type { CostAmount, CostReading } from '../../src/model/costs.ts';

/** Decimal places in which everything is counted here: more than any text below has. */
const places = 60;

/** A decimal as a whole number of 10^-60, read without a library. */
function whole(text: string): bigint {
  const [, sign = '', digits = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (digits === '') throw new Error(`no decimal: ${text}`);
  const power = places + Number(exponent) - fraction.length;
  if (power < 0) throw new Error(`too many places: ${text}`);
  return BigInt(`${sign}${digits}${fraction}`) * 10n ** BigInt(power);
}

/** As AWS may write an amount: plain, with an exponent, below zero, of up to 30 digits. */
const amount = fc
  .record({
    isNegative: fc.boolean(),
    digits: fc.bigInt({ min: 0n, max: 10n ** 30n - 1n }),
    size: fc.integer({ min: 1, max: 30 }),
    point: fc.nat({ max: 30 }),
    exponent: fc.option(fc.integer({ min: -20, max: 12 }), { nil: undefined, freq: 3 }),
    mark: fc.constantFrom('E', 'e', 'E+'),
  })
  .map(({ isNegative, digits, size, point, exponent, mark }) => {
    const text = String(digits).slice(0, size);
    const at = Math.min(point, text.length - 1);
    const plain = at === 0 ? text : `${text.slice(0, -at)}.${text.slice(-at)}`;
    const signed = `${isNegative ? '-' : ''}${plain}`;
    if (exponent === undefined) return signed;
    return `${signed}${exponent < 0 ? mark.charAt(0) : mark}${exponent}`;
  });

const chargeTypes = [
  'Usage',
  'Tax',
  'Credit',
  'Refund',
  'RIFee',
  'Savings Plan Negation',
  'constructor',
  '__proto__',
  '',
];
const ids = Array.from({ length: 12 }, (_, index) => String(111_111_111_111 + index));
const kinds: readonly CostOwner['kind'][] = ['client', 'environment', 'ops', 'management', 'other'];

const billed: fc.Arbitrary<CostAmount> = fc.record({
  accountId: fc.constantFrom(...ids),
  chargeType: fc.constantFrom(...chargeTypes),
  amount,
  unit: fc.constant('USD'),
});

/** Months of which any may have no group at all, and a group may come twice: on the pages of one answer. */
const readings = fc
  .array(fc.array(billed, { maxLength: 25 }), { minLength: 1, maxLength: 13 })
  .map(readingOf);

const owners = fc.uniqueArray(fc.constantFrom(...ids)).chain((of) =>
  fc.tuple(
    ...of.map((accountId) =>
      fc.record({
        accountId: fc.constant(accountId),
        kind: fc.constantFrom(...kinds),
        name: fc.constantFrom('acme', 'globex', 'constructor', accountId),
        state: fc.constantFrom('ACTIVE' as const, 'CLOSED' as const, 'PENDING_CLOSURE' as const),
      }),
    ),
  ),
);

function readingOf(months: readonly (readonly CostAmount[])[]): CostReading {
  const dayOf = (month: number) => new Date(Date.UTC(2025, month, 1)).toISOString().slice(0, 10);
  return {
    start: dayOf(0),
    end: dayOf(months.length),
    granularity: 'month',
    metric: 'unblended',
    periods: months.map((amounts, at) => ({
      start: dayOf(at),
      end: dayOf(at + 1),
      isEstimated: at === months.length - 1,
      amounts,
    })),
    names: {},
    requests: 1,
    readAt: Date.UTC(2026, 1, 10),
  };
}

const sumOf = (amounts: Iterable<string>) => [...amounts].reduce((sum, each) => sum + whole(each), 0n);
const seeded = { numRuns: 120, seed: 18 };

describe('a table of costs, whatever AWS answers', () => {
  it('is the bill: by month, by row and as a whole, to the last digit', () => {
    fc.assert(
      fc.property(readings, owners, (reading, of) => {
        const { rows, totals, total } = costTable(reading, of);
        for (const [at, { amounts }] of reading.periods.entries()) {
          const bill = sumOf(amounts.map((each) => each.amount));
          expect(whole(totals[at] ?? '')).toBe(bill);
          expect(sumOf(rows.map((row) => row.amounts[at] ?? ''))).toBe(bill);
        }
        expect(whole(total)).toBe(sumOf(rows.map((row) => row.total)));
        for (const row of rows) expect(whole(row.total)).toBe(sumOf(row.amounts));
      }),
      seeded,
    );
  });

  it('puts each charge into the one row that it belongs to', () => {
    fc.assert(
      fc.property(readings, owners, (reading, of) => {
        const { rows } = costTable(reading, of);
        const charges = reading.periods.flatMap(({ amounts }) => amounts);
        const general = { tax: 'Tax', credit: 'Credit', refund: 'Refund' } as const;
        for (const { kind, accountId, total } of rows) {
          const isOwn = (charge: CostAmount) =>
            accountId === null
              ? kind in general && charge.chargeType === general[kind as keyof typeof general]
              : charge.accountId === accountId && !['Tax', 'Credit', 'Refund'].includes(charge.chargeType);
          expect(whole(total)).toBe(sumOf(charges.filter(isOwn).map((charge) => charge.amount)));
        }
        const keys = rows.map(({ kind, accountId }) => accountId ?? kind);
        expect(new Set(keys).size).toBe(keys.length);
      }),
      seeded,
    );
  });

  it('writes decimals plainly: no exponent, no negative nothing, no zeros at the end', () => {
    fc.assert(
      fc.property(readings, owners, (reading, of) => {
        const { rows, totals, total } = costTable(reading, of);
        for (const text of [total, ...totals, ...rows.flatMap((row) => [row.total, ...row.amounts])])
          expect(text).toMatch(/^(0|-?(0|[1-9]\d*)\.\d*[1-9]|-?[1-9]\d*)$/);
      }),
      seeded,
    );
  });

  it('does not depend on the order in which groups come, or on how they are divided into pages', () => {
    fc.assert(
      fc.property(readings, owners, (reading, of) => {
        const turned = {
          ...reading,
          periods: reading.periods.map((period) => ({ ...period, amounts: [...period.amounts].reverse() })),
        };
        expect(costTable(turned, of)).toEqual(costTable(reading, of));
      }),
      seeded,
    );
  });

  it('of two parts has two sums, which are the whole', () => {
    fc.assert(
      fc.property(readings, owners, (reading, of) => {
        const table = costTable(reading, of);
        const isClient = ({ kind }: { readonly kind: string }) => kind === 'client';
        const clients = selectedRows(table, isClient);
        const others = selectedRows(table, (row) => !isClient(row));
        expect(whole(clients.total) + whole(others.total)).toBe(whole(table.total));
      }),
      seeded,
    );
  });

  it('of two currencies does not exist', () => {
    const other = fc.record({ index: fc.nat(), unit: fc.constantFrom('CNY', 'EUR', 'usd') });
    fc.assert(
      fc.property(readings, other, (reading, { unit }) => {
        const amounts = [
          { accountId: '111111111111', chargeType: 'Usage', amount: '0.1', unit: 'USD' },
          { accountId: '111111111112', chargeType: 'Tax', amount: '1E-10', unit },
        ];
        const [first, ...rest] = reading.periods;
        if (first === undefined) return;
        const mixed = {
          ...reading,
          periods: [{ ...first, amounts: [...first.amounts, ...amounts] }, ...rest],
        };
        expect(() => costTable(mixed, [])).toThrow(/currencies/);
      }),
      seeded,
    );
  });

  it('over 500 accounts and 13 months agrees with whole numbers', () => {
    const accounts = Array.from({ length: 500 }, (_, at) => String(200_000_000_000 + at));
    const shapes = fc.sample(amount, { numRuns: 997, seed: 18 });
    let next = 0;
    const months = Array.from({ length: 13 }, (_, month) =>
      accounts.flatMap((accountId, at) =>
        // Some months have nothing of an account, and some charge types are there in some months only.
        (at + month) % 7 === 0
          ? []
          : chargeTypes.slice(0, 1 + ((at * month) % 6)).map((chargeType) => {
              next += 1;
              return { accountId, chargeType, amount: shapes[next % shapes.length] ?? '0', unit: 'USD' };
            }),
      ),
    );
    const reading = readingOf(months);
    const table = costTable(
      reading,
      accounts
        .slice(0, 400)
        .map((accountId) => ({ accountId, kind: 'client', name: accountId, state: 'ACTIVE' })),
    );
    expect(whole(table.total)).toBe(sumOf(months.flat().map((each) => each.amount)));
    expect(table.rows.filter(({ kind }) => kind === 'unknown')).toHaveLength(100);
  });
});
