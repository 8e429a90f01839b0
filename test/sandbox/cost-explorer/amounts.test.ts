import { expect, test } from 'vitest';
import { amountText } from '../../../src/sandbox/cost-explorer/amount.ts';
import { amountsOf, costWorld, question, sumOf, tenth, units } from './cost-world.ts';

const everything = [
  'AmortizedCost',
  'NetAmortizedCost',
  'NetUnblendedCost',
  'UnblendedCost',
  'UsageQuantity',
];
const ids = Array.from({ length: 30 }, (_, index) => String(200_000_000_000 + index));

/** Thirty accounts beside the two of the base structure, of all ages up to three years. */
async function company() {
  const made = await costWorld();
  for (const [index, id] of ids.entries()) made.addAccount(id, 37 * index);
  return made;
}

test('days add up to months, and accounts, charge types and services to the whole, to the last digit', async () => {
  const { askAll } = await company();
  const whole = await askAll({ Metrics: everything, GroupBy: undefined });
  const totals = amountsOf(whole);
  const days = amountsOf(await askAll({ Metrics: everything, Granularity: 'DAILY', GroupBy: undefined }));
  const byAccount = amountsOf(await askAll({ Metrics: everything }));
  const byService = amountsOf(
    await askAll({ Metrics: everything, GroupBy: [{ Type: 'DIMENSION', Key: 'SERVICE' }] }),
  );
  for (const metric of everything) {
    for (const month of whole) {
      const start = month.TimePeriod?.Start ?? '';
      const total = units(totals.get(`${start} ${metric}`) ?? '');
      expect(total).toBeGreaterThan(0n);
      const isPart = (name: string) => name.startsWith(start.slice(0, 7)) && name.endsWith(` ${metric}`);
      for (const parts of [days, byAccount, byService]) expect(sumOf(parts, isPart)).toBe(total);
    }
  }
  expect(byAccount.size).toBeGreaterThan(1000);
});

test('the secret and the clock decide, and nothing is stored', async () => {
  const [one, other] = [await company(), await company()];
  const before = JSON.stringify(one.sandbox.state());
  const amounts = amountsOf(await one.askAll());
  expect(amountsOf(await other.askAll())).toEqual(amounts);
  expect(JSON.stringify(one.sandbox.state())).toBe(before);
  other.sandbox.edit((state) => Object.assign(state, { secret: '11'.repeat(32) }));
  expect(amountsOf(await other.askAll())).not.toEqual(amounts);
});

test('what was charged on a day that is over stays as it is', async () => {
  const { askAll, clock } = await company();
  const past = {
    ...question,
    Granularity: 'DAILY' as const,
    GroupBy: [{ Type: 'DIMENSION' as const, Key: 'SERVICE' }],
  };
  const range = { TimePeriod: { Start: '2029-11-01', End: '2030-01-10' } };
  const withoutTax = async () =>
    [...amountsOf(await askAll({ ...past, ...range }))].filter(
      ([name]) => !name.startsWith('2030-01-01 Tax'),
    );
  const before = await withoutTax();
  clock.advance(6 * 86_400_000);
  expect(await withoutTax()).toEqual(before);
});

test('today grows three times a day, and a day in the future costs nothing', async () => {
  const { askAll, clock } = await company();
  const daily = {
    Granularity: 'DAILY' as const,
    GroupBy: undefined,
    TimePeriod: { Start: '2030-01-10', End: '2030-01-12' },
  };
  const at = async (hour: number) => {
    clock.advance(tenth + (hour - 10) * 3_600_000 - clock.now());
    const amounts = amountsOf(await askAll(daily));
    expect(amounts.get('2030-01-11 UnblendedCost')).toBe('0');
    return units(amounts.get('2030-01-10 UnblendedCost') ?? '');
  };
  const [morning, noon, evening] = [await at(10), await at(15.9), await at(16)];
  expect(noon).toBe(morning);
  expect(evening).toBeGreaterThan(noon);
});

test('an account costs nothing before it joined; the management account was there before', async () => {
  const { askAll, addAccount, management } = await costWorld();
  addAccount('200000000077', 40, { joinedAt: Date.UTC(2029, 11, 1) + 5 });
  const amounts = amountsOf(await askAll());
  const months = (id: string) =>
    new Set([...amounts.keys()].filter((name) => name.includes(` ${id} `)).map((name) => name.slice(0, 7)));
  expect([...months('200000000077')]).toEqual(['2029-12', '2030-01']);
  expect(months(management).size).toBe(9);
});

test('a closed account goes on costing what it had reserved for two months, and then nothing', async () => {
  const { askAll, addAccount } = await costWorld();
  const closed = { state: 'CLOSED' as const, closedAt: Date.UTC(2029, 7, 14) };
  for (const id of ids) addAccount(id, 500, closed);
  const amounts = amountsOf(await askAll({ Metrics: ['UnblendedCost', 'AmortizedCost'] }));
  const typesIn = (month: string) =>
    new Set(
      [...amounts.keys()]
        .filter((name) => name.startsWith(month) && / 200/.test(name))
        .map((name) => name.split(' ')[2]),
    );
  expect(typesIn('2029-08')).toContain('Usage');
  for (const month of ['2029-09', '2029-10']) {
    expect([...typesIn(month)].sort()).toEqual(['RIFee', 'Tax']);
    const isLeft = (metric: string) => (name: string) =>
      name.startsWith(month) && / 200\d+ RIFee /.test(name) && name.endsWith(metric);
    expect(sumOf(amounts, isLeft('AmortizedCost'))).toBe(sumOf(amounts, isLeft('UnblendedCost')));
    expect(sumOf(amounts, isLeft('UnblendedCost'))).toBeGreaterThan(0n);
  }
  expect(typesIn('2029-11').size).toBe(0);
});

test('amortized spreads the lumps: a year is the same, a month is not', async () => {
  const { askAll, addAccount } = await costWorld();
  for (const id of ids) addAccount(id, 800);
  const amounts = amountsOf(
    await askAll({
      TimePeriod: { Start: '2028-12-01', End: '2029-12-01' },
      Metrics: ['UnblendedCost', 'AmortizedCost', 'NetUnblendedCost', 'NetAmortizedCost'],
    }),
  );
  const of = (metric: string, part: RegExp) =>
    sumOf(amounts, (name) => name.endsWith(` ${metric}`) && part.test(name));
  expect(of('UnblendedCost', / Fee /)).toBeGreaterThan(0n);
  for (const [lump, spread] of [
    ['UnblendedCost', 'AmortizedCost'],
    ['NetUnblendedCost', 'NetAmortizedCost'],
  ] as const) {
    expect(of(spread, / (Fee|RIFee) /)).toBe(0n);
    expect(of(lump, / DiscountedUsage /)).toBe(0n);
    expect(of(spread, /^2029-0[34]/)).not.toBe(of(lump, /^2029-0[34]/));
  }
  // Five purchases in the year, of which each is spread over a year of its own.
  const difference = of('UnblendedCost', / 200/) - of('AmortizedCost', / 200/);
  expect(difference).toBe(0n);
  expect(of('NetUnblendedCost', /./)).toBeLessThan(of('UnblendedCost', /./));
});

test('there are growth, quiet weekends, peaks, credits, refunds and amounts of next to nothing', async () => {
  const { askAll } = await company();
  const amounts = amountsOf(await askAll({ TimePeriod: { Start: '2028-12-01', End: '2030-01-01' } }));
  const values = [...amounts.values()];
  expect(values.some((amount) => /^-[1-9.]+E-\d+$/.test(amount))).toBe(true);
  expect(values.some((amount) => amount === '0')).toBe(true);
  expect(values.some((amount) => /^\d+\.\d{10}$/.test(amount))).toBe(true);
  const of = (part: RegExp) => sumOf(amounts, (name) => part.test(name));
  expect(of(/ Refund /)).toBeLessThan(0n);
  expect(of(/ Credit /)).toBeLessThan(0n);
  // Those that were there all the time.
  const old = ids.slice(-10);
  const usage = (month: string, id: string) =>
    units(amounts.get(`${month}-01 ${id} Usage UnblendedCost`) ?? '0');
  const grown = old.filter((id) => usage('2029-12', id) * 10n > usage('2028-12', id) * 11n);
  expect(grown.length).toBeGreaterThan(2);
  const peaked = old.filter((id) => {
    const months = Array.from({ length: 12 }, (_, index) =>
      usage(`2029-${String(index + 1).padStart(2, '0')}`, id),
    );
    const sorted = [...months].sort((a, b) => (a < b ? -1 : 1));
    return (sorted[11] ?? 0n) * 10n > (sorted[10] ?? 0n) * 13n;
  });
  expect(peaked.length).toBeGreaterThan(0);
  const days = amountsOf(
    await askAll({
      Granularity: 'DAILY',
      TimePeriod: { Start: '2029-10-06', End: '2029-10-10' },
      Filter: { Dimensions: { Key: 'SERVICE', Values: ['Amazon Elastic Compute Cloud - Compute'] } },
      GroupBy: [{ Type: 'DIMENSION', Key: 'RECORD_TYPE' }],
    }),
  );
  const on = (day: string) => units(days.get(`${day} Usage UnblendedCost`) ?? '');
  expect(on('2029-10-06') * 10n).toBeLessThan(on('2029-10-08') * 8n);
  expect(on('2029-10-07') * 10n).toBeLessThan(on('2029-10-09') * 8n);
});

test.each([
  [0n, '0'],
  [1n, '1E-10'],
  [-289n, '-2.89E-8'],
  [200n, '2E-8'],
  [9_999n, '9.999E-7'],
  [10_000n, '0.000001'],
  [-10_001n, '-0.0000010001'],
  [123_456_789_012n, '12.3456789012'],
  [30_000_000_000n, '3'],
  [-32_000_000_000n, '-3.2'],
])('%s units are written %s', (amount, text) => {
  expect(amountText(amount)).toBe(text);
  expect(units(text)).toBe(amount);
});
