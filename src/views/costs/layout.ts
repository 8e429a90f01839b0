/** A column of a table of costs. */
export interface Column {
  /** With the cells of the rows below it. */
  readonly cells: readonly string[];
  readonly align: 'left' | 'right';
}

/** The columns that are wanted, and which of them may go. */
export interface WantedColumns {
  readonly names: readonly string[];
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
const shortestName = 8;

/**
 * Columns for a width. What does not fit goes in this order: older periods, of which the newest stays; the end of names,
 * down to 20 characters before a second period is given up, and to 8 before what follows; the trend; the change.
 * @param width null for no limit
 */
export function fitted(wanted: WantedColumns, width: number | null): FittedColumns {
  const names = Math.max(...wanted.names.map(lengthOf));
  const attempts: readonly { readonly name: number; readonly extras: Extras }[] = [
    { name: names, extras: { trend: true, change: true } },
    { name: Math.min(names, shortName), extras: { trend: true, change: true } },
    { name: Math.min(names, shortestName), extras: { trend: true, change: true } },
    { name: Math.min(names, shortestName), extras: { trend: false, change: true } },
    { name: Math.min(names, shortestName), extras: { trend: false, change: false } },
  ];
  const room = width ?? Number.POSITIVE_INFINITY;
  const periodsFor = ({ name, extras }: (typeof attempts)[number]): number => {
    let left = room - name - fixedWidth(wanted, extras);
    let shown = 0;
    for (const cells of wanted.periods.toReversed()) {
      left -= widthOf(cells) + gap;
      if (left < 0) break;
      shown++;
    }
    return shown;
  };
  const least = Math.min(2, wanted.periods.length);
  const chosen =
    attempts.slice(0, 2).find((one) => periodsFor(one) >= least) ??
    attempts.find((one) => periodsFor(one) >= 1) ??
    attempts.at(-1);
  const { name, extras } = chosen ?? { name: names, extras: { trend: true, change: true } };
  const shownPeriods = Math.max(1, chosen === undefined ? 1 : periodsFor(chosen));
  const periods = wanted.periods.slice(wanted.periods.length - shownPeriods);
  return {
    shownPeriods: periods.length,
    columns: [
      { cells: wanted.names.map((text) => shortened(text, name)), align: 'left' },
      ...(extras.trend && wanted.trend ? [{ cells: wanted.trend, align: 'left' as const }] : []),
      ...periods.map((cells) => ({ cells, align: 'right' as const })),
      { cells: wanted.total, align: 'right' },
      ...(extras.change ? [{ cells: wanted.change, align: 'right' as const }] : []),
    ],
  };
}

interface Extras {
  readonly trend: boolean;
  readonly change: boolean;
}

function fixedWidth({ total, change, trend }: WantedColumns, extras: Extras): number {
  const others = [total, ...(extras.change ? [change] : []), ...(extras.trend && trend ? [trend] : [])];
  return others.reduce((sum, cells) => sum + widthOf(cells) + gap, 0);
}

/** Lines of the columns, each with what is to be made of it. */
export function linesOf(columns: readonly Column[]): readonly string[] {
  const widths = columns.map(({ cells }) => widthOf(cells));
  const count = columns[0]?.cells.length ?? 0;
  return Array.from({ length: count }, (_, row) =>
    columns
      .map(({ cells, align }, at) => {
        const text = cells[row] ?? '';
        const space = ' '.repeat((widths[at] ?? 0) - lengthOf(text));
        return align === 'left' ? text + space : space + text;
      })
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

function widthOf(cells: readonly string[]): number {
  return Math.max(0, ...cells.map(lengthOf));
}

function lengthOf(text: string): number {
  return [...text].length;
}

/** A mark such as `(closed)` at its end stays. */
function shortened(text: string, most: number): string {
  if (lengthOf(text) <= most) return text;
  const mark = / \([a-z]+\)$/.exec(text)?.[0] ?? '';
  const kept = most - lengthOf(mark) - 1;
  return kept >= 3
    ? `${[...text].slice(0, kept).join('')}…${mark}`
    : `${[...text].slice(0, most - 1).join('')}…`;
}
