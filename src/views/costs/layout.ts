import { textWidth, withinWidth } from '../text-width.ts';

/** A column of a table of costs. */
export interface Column {
  /** With the cells of the rows below it. */
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
}

/** The columns that are wanted, and which of them may go. */
export interface WantedColumns {
  /** Null for a heading, which stands above its rows and takes no column. */
  readonly names: readonly (string | null)[];
  /** Oldest first. */
  readonly periods: readonly (readonly string[])[];
  readonly total: readonly string[];
  readonly change: readonly string[];
  /** Null where there is to be none. */
  readonly trend: readonly string[] | null;
}

export interface FittedColumns {
  readonly columns: readonly Column[];
  /** How many of the newest periods are shown. */
  readonly shownPeriods: number;
}

const gap = 2;
/** Of a name, where the width is short. */
const shortName = 20;
/** Room for `  credits`. */
const shortestName = 9;

/**
 * Columns for a width. What does not fit goes in this order: older periods, of which the newest stays; the end of names,
 * down to 20 columns before a second period is given up, and to 9 before what follows; the trend; the change; the
 * total.
 * @param width null for no limit
 */
export function fitted(wanted: WantedColumns, width: number | null): FittedColumns {
  const longest = Math.max(...wanted.names.map((name) => textWidth(name ?? '')));
  const [short, shortest] = [Math.min(longest, shortName), Math.min(longest, shortestName)];
  const room = width ?? Number.POSITIVE_INFINITY;
  const least = Math.min(2, wanted.periods.length);
  const attempt = (name: number, extras: Extras, needed = 1) => {
    const shown = periodsIn(room - name - fixedWidth(wanted, extras), wanted.periods);
    return shown < needed ? null : { name, extras, shown };
  };
  const { name, extras, shown } = attempt(longest, ['trend', 'change', 'total'], least) ??
    attempt(short, ['trend', 'change', 'total'], least) ??
    attempt(shortest, ['trend', 'change', 'total']) ??
    attempt(shortest, ['change', 'total']) ??
    attempt(shortest, ['total']) ?? { name: shortest, extras: [], shown: 1 };
  const periods = wanted.periods.slice(wanted.periods.length - shown);
  return {
    shownPeriods: periods.length,
    columns: [
      { cells: wanted.names.map((text) => shortened(text ?? '', name)), align: 'left' },
      ...(extras.includes('trend') && wanted.trend ? [{ cells: wanted.trend, align: 'left' as const }] : []),
      ...periods.map((cells) => ({ cells, align: 'right' as const })),
      ...(extras.includes('total') ? [{ cells: wanted.total, align: 'right' as const }] : []),
      ...(extras.includes('change') ? [{ cells: wanted.change, align: 'right' as const }] : []),
    ],
  };
}

/** The columns beside name and periods. */
type Extras = readonly ('trend' | 'change' | 'total')[];

function fixedWidth(wanted: WantedColumns, extras: Extras): number {
  const cells = extras.map((extra) => wanted[extra]).filter((column) => column !== null);
  return cells.reduce((sum, column) => sum + widthOf(column) + gap, 0);
}

/** How many of the newest periods there is room for. */
function periodsIn(room: number, periods: WantedColumns['periods']): number {
  let left = room;
  let shown = 0;
  for (const cells of periods.toReversed()) {
    left -= widthOf(cells) + gap;
    if (left < 0) break;
    shown++;
  }
  return shown;
}

/** Lines of the columns, each with what is to be made of it. */
export function linesOf(columns: readonly Column[]): readonly string[] {
  const widths = columns.map(({ cells }) => widthOf(cells));
  const count = columns[0]?.cells.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    columns
      .map(({ cells, align }, at) => {
        const text = cells[row] ?? '';
        const space = ' '.repeat((widths[at] ?? 0) - textWidth(text));
        return align === 'left' ? text + space : space + text;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

function widthOf(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(textWidth));
}

/** A mark such as `(closed)` at its end stays. */
export function shortened(text: string, most: number): string {
  if (textWidth(text) <= most) return text;
  const mark = / \([a-z]+\)$/.exec(text)?.[0] ?? '';
  const kept = most - textWidth(mark) - 1;
  return kept >= 3 ? `${withinWidth(text, kept)}…${mark}` : `${withinWidth(text, most - 1)}…`;
}
