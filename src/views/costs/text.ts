import type { CostRow, CostTable } from '../../costs/cost-table.ts';
import { rounded } from '../../costs/decimals.ts';
import { escapeName } from '../escape.ts';
import type { Paint } from '../paint.ts';
import { plural } from '../plural.ts';
import { wrapped } from '../wrapped.ts';
import { fitted, linesOf, shortened } from './layout.ts';
import { addsUp } from './rounding.ts';
import { sparkline } from './sparkline.ts';
import { changeText, closedWord, costGroups, metricText, noCostsText, periodName } from './words.ts';

export interface CostsTextOptions {
  /** Columns of the terminal; null for no limit. */
  readonly width: number | null;
  /** Whether a line of bars is drawn for each row. */
  readonly trend: boolean;
}

/** A line of the table: a heading, a row, or the sum. */
type Line =
  | { readonly kind: 'header' | 'heading'; readonly name: string }
  | { readonly kind: 'row' | 'total'; readonly name: string; readonly row: Amounts };

type Amounts = Pick<CostRow, 'amounts' | 'total' | 'change'>;

/** The table for people: rows by kind, a column a period, and what the amounts are below it. No line is broken. */
export function costsText(table: CostTable, options: CostsTextOptions, paint: Paint): string {
  const { width } = options;
  if (table.periods.length === 0) return `${noCostsText}\n`;
  const lines = linesFor(table);
  const cells = (header: string, ofRow: (row: Amounts) => string) =>
    lines.map((line) => ('row' in line ? ofRow(line.row) : line.kind === 'header' ? header : ''));
  const { columns, shownPeriods } = fitted(
    {
      names: lines.map(({ kind, name }) => (kind === 'heading' ? null : name)),
      periods: table.periods.map((period, at) =>
        cells(`${shortPeriod(table, period)}${isOpen(table, at) ? '*' : ''}`, ({ amounts }) =>
          rounded(amounts[at] ?? '0'),
        ),
      ),
      total: cells('total', ({ total }) => rounded(total)),
      change: cells('change', ({ change }) => changeText(change)),
      trend: options.trend ? cells('trend', ({ amounts }) => sparkline(amounts)) : null,
    },
    width,
  );
  const shown = linesOf(columns).map((text, at) => {
    const { kind = 'row', name = '' } = lines[at] ?? {};
    if (kind === 'header') return paint.dim(text);
    if (kind === 'heading') return paint.bold(width === null ? name : shortened(name, width));
    return kind === 'total' ? paint.bold(text) : text;
  });
  const notes = notesOf(table, shownPeriods).flatMap((note) => wrapped('', note, width));
  return `${[...shown, '', ...notes.map(paint.dim)].join('\n')}\n`;
}

function linesFor(table: CostTable): readonly Line[] {
  const labels = rowLabels(table.rows);
  const groups = costGroups.flatMap(({ title, kinds }): readonly Line[] => {
    const rows = table.rows.filter(({ kind }) => kinds.includes(kind));
    if (rows.length === 0) return [];
    return [
      { kind: 'heading', name: title },
      ...rows.map((row) => ({ kind: 'row' as const, name: `  ${labels.get(row) ?? row.name}`, row })),
    ];
  });
  const sum = table.isPart ? 'total of these' : 'total';
  return [
    { kind: 'header', name: '' },
    ...groups,
    { kind: 'total', name: sum, row: { ...table, amounts: table.totals } },
  ];
}

/** Names with what distinguishes them: a mark where the account is closed, the account where two are called the same. */
function rowLabels(rows: readonly CostRow[]): ReadonlyMap<CostRow, string> {
  const marked = rows.map((row) => {
    const word = closedWord(row);
    return { row, name: escapeName(row.name), mark: word === '' ? '' : ` (${word})` };
  });
  const counts = new Map<string, number>();
  const keyOf = ({ row, name, mark }: (typeof marked)[number]) => `${row.kind} ${name}${mark}`;
  for (const one of marked) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  return new Map(
    marked.map((one) => {
      const isTwice = (counts.get(keyOf(one)) ?? 0) > 1 && one.row.accountId !== null;
      return [one.row, `${one.name}${isTwice ? ` ${one.row.accountId}` : ''}${one.mark}`];
    }),
  );
}

/** Days without their year: the note below has it. */
function shortPeriod(table: CostTable, period: CostTable['periods'][number]): string {
  const name = periodName(period, table);
  return table.granularity === 'month' ? name : name.slice(5);
}

function isOpen({ completePeriods }: CostTable, at: number): boolean {
  return at >= completePeriods;
}

function notesOf(table: CostTable, shownPeriods: number): readonly string[] {
  const { periods, granularity, completePeriods, readAt } = table;
  const [first] = periods;
  const last = periods.at(-1);
  if (first === undefined || last === undefined) return [];
  const span = `${periodName(first, table)} to ${periodName(last, table)}`;
  const moment = new Date(readAt).toISOString().slice(0, 16).replace('T', ' ');
  const hidden = periods.length - shownPeriods;
  const before = periods[completePeriods - 2];
  const after = periods[completePeriods - 1];
  return [
    `${metricText(table)}, ${span}, read ${moment} UTC`,
    ...(table.isPart ? ['without the other rows of the bill, tax, credits and refunds'] : []),
    ...(hidden > 0
      ? [
          `${plural(hidden, `older ${granularity}`)} left out of the columns but counted in the total; a wider terminal, --format csv or --json has all`,
        ]
      : []),
    ...(addsUp(table)
      ? []
      : [
          'amounts are rounded, so totals can differ slightly; --format csv and --json have the exact amounts',
        ]),
    ...(before !== undefined && after !== undefined
      ? [`change: from ${periodName(before, table)} to ${periodName(after, table)}`]
      : []),
    ...(completePeriods < periods.length
      ? [
          `* ${granularity === 'month' ? 'the bill is not final' : 'AWS has possibly not counted everything yet'}: the amounts still change`,
        ]
      : []),
  ];
}
