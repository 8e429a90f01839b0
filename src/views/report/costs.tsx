import type { CostRow, CostRowKind, CostTable } from '../../costs/cost-table.ts';
import { rounded } from '../../costs/decimals.ts';
import { addsUp } from '../costs/rounding.ts';
import { changeText, closedWord, metricText, noCostsText, periodName } from '../costs/words.ts';
import { escapeName } from '../escape.ts';
import { barPath, barsOf } from './cost-bars.ts';
import { Badge } from './parts/badge.tsx';
import { DataTable } from './parts/data-table.tsx';
import { Empty } from './parts/empty.tsx';
import { Name } from './parts/name.tsx';
import { Time } from './parts/time.tsx';

/** The costs of the accounts: the sum of each month as bars, and every account in a table with the same numbers. */
export function Costs({ table }: { table: CostTable }) {
  if (table.rows.length === 0 || table.periods.length === 0) return <Empty>{noCostsText}</Empty>;
  return (
    <>
      <TotalsChart table={table} />
      <p class="costs-note">
        <Notes table={table} />
      </p>
      <CostsTable table={table} />
    </>
  );
}

/** What the navigation shows: the sum of the last complete month. */
export function costsNote({ totals, completePeriods, unit }: CostTable): string {
  const total = totals[completePeriods - 1];
  return total === undefined ? '' : `${rounded(total)} ${unit}`;
}

function Notes({ table }: { table: CostTable }) {
  const { granularity, completePeriods, periods, isPart, readAt } = table;
  const before = periods[completePeriods - 2];
  const after = periods[completePeriods - 1];
  const sentences = [
    `The amounts are ${metricText(table)}.`,
    isPart
      ? 'They do not include tax, credits and refunds.'
      : 'The rows of accounts do not include tax, credits and refunds. The total of all rows is the bill.',
    ...(addsUp(table) ? [] : ['Amounts are rounded, so the totals can differ slightly.']),
    ...(before !== undefined && after !== undefined
      ? [`The change is from ${periodName(before, table)} to ${periodName(after, table)}.`]
      : []),
    ...(completePeriods < periods.length
      ? [
          granularity === 'month'
            ? 'The bill of a month marked with * is not final.'
            : 'The amount of a day marked with * is not final.',
        ]
      : []),
  ];
  return (
    <>
      {sentences.join(' ')} diverst read these amounts from Cost Explorer on <Time at={readAt} />.
    </>
  );
}

const chart = { step: 72, height: 120, above: 18, below: 22 };

/** People who hear the page get a sentence: the table below has every number. */
function TotalsChart({ table }: { table: CostTable }) {
  const { periods, totals, completePeriods, unit } = table;
  const width = Math.max(periods.length, 3) * chart.step;
  const bars = barsOf(totals, { width: periods.length * chart.step, height: chart.height });
  const bottom = chart.above + chart.height;
  const label = `Total for each ${table.granularity}: ${periods
    .map((period, at) => `${periodName(period, table)} ${rounded(totals[at] ?? '0')} ${unit}`)
    .join(', ')}`;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by keyboard
    <section class="costs-chart" aria-label="Chart of the totals" tabIndex={0}>
      <svg
        viewBox={`0 0 ${width} ${bottom + chart.below}`}
        width={width}
        height={bottom + chart.below}
        role="img"
        aria-label={label}
      >
        {bars.map((bar, at) => (
          <rect
            key={at}
            class={at < completePeriods ? 'bar' : 'bar open'}
            x={bar.x}
            y={bar.y + chart.above}
            width={bar.width}
            height={bar.height}
          />
        ))}
        {bars.map(({ x, y, width: wide }, at) => (
          <text key={at} x={x + wide / 2} y={y + chart.above - 5}>
            {rounded(totals[at] ?? '0')}
          </text>
        ))}
        <path class="axis" d={`M0 ${bottom + 0.5}H${width}`} />
        {periods.map((period, at) => (
          <text key={period.start} class="period" x={(at + 0.5) * chart.step} y={bottom + 16}>
            {columnTitle(table, at)}
          </text>
        ))}
      </svg>
    </section>
  );
}

function CostsTable({ table }: { table: CostTable }) {
  const { periods, rows, totals, total, change, unit } = table;
  const amounts = (list: readonly string[]) => list.map((amount) => rounded(amount));
  return (
    <DataTable
      caption={`Costs of each account in ${unit}`}
      columns={[
        { title: 'Account' },
        { title: 'Trend' },
        ...periods.map((_, at) => ({ title: columnTitle(table, at), isNumber: true })),
        { title: 'Total', isNumber: true },
        { title: 'Change', isNumber: true },
      ]}
      rows={rows.map((row) => [
        <RowName key="name" row={row} />,
        <Trend key="trend" amounts={row.amounts} />,
        ...amounts(row.amounts),
        rounded(row.total),
        changeText(row.change),
      ])}
      totals={[
        table.isPart ? 'Total of these' : 'Total',
        <Trend key="trend" amounts={totals} />,
        ...amounts(totals),
        rounded(total),
        changeText(change),
      ]}
    />
  );
}

function columnTitle(table: CostTable, at: number): string {
  const period = table.periods[at];
  return period === undefined ? '' : `${periodName(period, table)}${at < table.completePeriods ? '' : '*'}`;
}

const kindWords: Readonly<Record<CostRowKind, string>> = {
  client: 'client',
  environment: 'environment',
  ops: 'people',
  management: 'management account',
  other: 'other account',
  unknown: 'left the organization',
  tax: 'all accounts',
  credit: 'all accounts',
  refund: 'all accounts',
};

function RowName({ row }: { row: CostRow }) {
  const closed = closedWord(row);
  return (
    <>
      <Name>{row.name}</Name>
      {closed !== '' && (
        <>
          {' '}
          <Badge>{closed}</Badge>
        </>
      )}{' '}
      <span class="topic">
        {kindWords[row.kind]}
        {row.accountId === null ? '' : ` ${escapeName(row.accountId)}`}
      </span>
    </>
  );
}

const trend = { step: 9, height: 22 };

/** Beside numbers that say the same: those who hear the page miss nothing. */
function Trend({ amounts }: { amounts: readonly string[] }) {
  const size = { width: amounts.length * trend.step, height: trend.height };
  return (
    <svg
      class="trend"
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      aria-hidden="true"
    >
      <path d={barPath(barsOf(amounts, size))} />
    </svg>
  );
}
