import Big from 'big.js';
import { byText } from '../model/by-text.ts';
import type { CostReading } from '../model/costs.ts';
import { Failure } from '../model/failure.ts';
import type { CostRow, CostRowKind, CostTable } from './cost-table.ts';
import { byAmount, decimal, exactSum, exactText, isZero, percentChange } from './decimals.ts';
import { type CostOwner, isClosed } from './owners.ts';

/** The order of the table. Within a kind the dearest row comes first. */
const order: readonly CostRowKind[] = [
  ...(['client', 'environment', 'ops', 'management', 'other', 'unknown'] as const),
  ...(['tax', 'credit', 'refund'] as const),
];

/**
 * What is billed for all accounts together: which account a credit is counted to says little of what the account costs.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ce-filtering.html
 */
const general: Readonly<Record<string, { readonly kind: CostRowKind; readonly name: string }>> = {
  Tax: { kind: 'tax', name: 'tax' },
  Credit: { kind: 'credit', name: 'credits' },
  Refund: { kind: 'refund', name: 'refunds' },
};

/**
 * The table of an answer of Cost Explorer. A row holds what an account costs without tax, credits and refunds, which are
 * rows of their own: the sum of the rows is the bill.
 * @param owners every account of the organization
 * @throws Failure where an amount is none, or amounts are of different currencies
 */
export function costTable(reading: CostReading, owners: readonly CostOwner[]): CostTable {
  const { metric, granularity, periods, readAt, requests } = reading;
  const complete = lastComplete(reading);
  const sums = sumsOf(reading);
  const rowOf = (key: string, facts: Pick<CostRow, 'kind' | 'name' | 'accountId' | 'state'>): CostRow => {
    const amounts = periods.map((_, at) => exactText(sums.get(key)?.[at] ?? new Big(0)));
    return { ...facts, amounts, total: exactSum(amounts), change: changeOf(amounts, complete) };
  };
  const known = new Map(owners.map((owner) => [owner.accountId, owner]));
  const ofOwners = owners.map((owner) => rowOf(owner.accountId, owner));
  const others = [...sums.keys()].filter((key) => !known.has(key));
  const ofOthers = others.map((key) => {
    const charge = general[key];
    return charge !== undefined
      ? rowOf(key, { ...charge, accountId: null, state: null })
      : rowOf(key, { kind: 'unknown', name: reading.names[key] ?? key, accountId: key, state: null });
  });
  // An account that is closed and costs nothing is of no interest any more.
  const isShown = ({ state, amounts }: CostRow) => !isClosed(state) || !amounts.every(isZero);
  const rows = [...ofOwners, ...ofOthers]
    .filter(isShown)
    .toSorted(
      (a, b) =>
        order.indexOf(a.kind) - order.indexOf(b.kind) ||
        byAmount(a.total, b.total) ||
        byText(a.name, b.name) ||
        byText(a.accountId ?? '', b.accountId ?? ''),
    );
  return withTotals({
    ...{ metric, granularity, rows, readAt, requests, isPart: false },
    unit: unitOf(reading),
    periods: periods.map(({ start, end, isEstimated }) => ({ start, end, isEstimated })),
    completePeriods: complete,
  });
}

/** The rows that are chosen, with the sums of these. */
export function selectedRows(table: CostTable, isChosen: (row: CostRow) => boolean): CostTable {
  const rows = table.rows.filter(isChosen);
  return withTotals({ ...table, rows, isPart: rows.length < table.rows.length });
}

/** What an account cost in the last complete period; null where there is none. */
export function lastCompleteCost(
  { periods, completePeriods, rows }: CostTable,
  accountId: string,
): { readonly period: CostTable['periods'][number]; readonly amount: string } | null {
  const at = completePeriods - 1;
  const period = periods[at];
  if (period === undefined) return null;
  return { period, amount: rows.find((row) => row.accountId === accountId)?.amounts[at] ?? '0' };
}

function withTotals(table: Omit<CostTable, 'totals' | 'total' | 'change'>): CostTable {
  const totals = table.periods.map((_, at) => exactSum(table.rows.map(({ amounts }) => amounts[at] ?? '0')));
  return { ...table, totals, total: exactSum(totals), change: changeOf(totals, table.completePeriods) };
}

/** Sums by account id or, for what is billed for all accounts, by charge type: a decimal a period. */
function sumsOf({ periods }: CostReading): ReadonlyMap<string, readonly Big[]> {
  const sums = new Map<string, Big[]>();
  for (const [at, { amounts }] of periods.entries())
    for (const { accountId, chargeType, amount } of amounts) {
      const key = Object.hasOwn(general, chargeType) ? chargeType : accountId;
      const row = sums.get(key) ?? periods.map(() => new Big(0));
      row[at] = (row[at] ?? new Big(0)).plus(decimal(amount));
      sums.set(key, row);
    }
  return sums;
}

/** AWS bills an organization in one currency: that of its management account. Sums of several would mean nothing. */
function unitOf({ periods }: CostReading): string {
  const units = new Set<string>();
  for (const { amounts } of periods)
    for (const { amount, unit } of amounts) if (!isZero(amount)) units.add(unit);
  if (units.size <= 1) return [...units][0] ?? 'USD';
  throw new Failure('failed', {
    what: `the costs are in ${units.size} currencies: ${[...units].sort().join(', ')}`,
    why: 'Amounts of different currencies cannot be added up.',
    fix: ['see them in the console: https://console.aws.amazon.com/costmanagement/home#/cost-explorer'],
  });
}

/**
 * How many periods, from the first on, are complete. A month is complete once its bill is final; a day, which stays
 * estimated until then, a day after its end: AWS needs up to 24 hours to count it.
 * https://docs.aws.amazon.com/cost-management/latest/userguide/ce-what-is.html
 */
function lastComplete({ periods, granularity, readAt }: CostReading): number {
  const counted = new Date(readAt - (granularity === 'day' ? 86_400_000 : 0)).toISOString().slice(0, 10);
  const isComplete = (end: string, isEstimated: boolean) =>
    end <= counted && (granularity === 'day' || !isEstimated);
  const open = periods.findIndex(({ end, isEstimated }) => !isComplete(end, isEstimated));
  return open < 0 ? periods.length : open;
}

function changeOf(amounts: readonly string[], complete: number): number | null {
  const [before, after] = complete < 2 ? [] : amounts.slice(complete - 2, complete);
  return before === undefined || after === undefined ? null : percentChange(before, after);
}
