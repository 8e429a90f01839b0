import { inColumns } from './columns.ts';
import type { Paint } from './paint.ts';
import { textWidth } from './text-width.ts';
import { wrapped } from './wrapped.ts';

/** A column of a list: its head, and a cell for each row. */
export interface ListColumn {
  readonly head: string;
  readonly cells: readonly string[];
  /** Left out where the terminal is too narrow, the last such column first. */
  readonly isOptional?: boolean;
  /** Breaks between words where the terminal ends; only the last column can. */
  readonly wraps?: boolean;
}

const gap = 2;
/** The least columns that a cell that wraps is worth. */
const leastRoom = 20;

/**
 * A list as a table, as wide as what is in it. In a terminal that is too narrow for a table, optional columns are left
 * out; where that is not enough, each row is a block of lines, with all of its cells. No word is cut.
 * @param width columns; null for no limit
 */
export function listText(columns: readonly ListColumn[], paint: Paint, width: number | null): string {
  const lines = tableLines(columns, width) ?? null;
  if (lines === null) return blocks(columns, paint, width);
  const [head = '', ...rows] = lines;
  return `${[paint.dim(head), ...rows].join('\n')}\n`;
}

/** Null where no choice of columns fits. */
function tableLines(columns: readonly ListColumn[], width: number | null): readonly string[] | null {
  const lines = inColumns(rowsOf(columns));
  if (width === null || lines.every((line) => textWidth(line) <= width)) return lines;
  const last = columns.findLastIndex(({ isOptional }) => isOptional);
  if (last >= 0) return tableLines(columns.toSpliced(last, 1), width);
  return columns.at(-1)?.wraps ? wrappedLines(columns, width) : null;
}

function wrappedLines(columns: readonly ListColumn[], width: number): readonly string[] | null {
  const others = columns.slice(0, -1);
  const indent = others.reduce((sum, column) => sum + widest(column) + gap, 0);
  if (width - indent < leastRoom) return null;
  const starts = inColumns(rowsOf(others)).map((line) => line + ' '.repeat(indent - textWidth(line)));
  const { head = '', cells = [] } = columns.at(-1) ?? {};
  return [head, ...cells].flatMap((cell, row) => wrapped(starts[row] ?? '', cell, width, indent));
}

function rowsOf(columns: readonly ListColumn[]): readonly (readonly string[])[] {
  const [first] = columns;
  const rows = (first?.cells ?? []).map((_, row) => columns.map(({ cells }) => cells[row] ?? ''));
  return [columns.map(({ head }) => head), ...rows];
}

function widest({ head, cells }: ListColumn): number {
  return Math.max(...[head, ...cells].map(textWidth));
}

/** Each row by itself: its first cell, and the others below it with their heads. */
function blocks(columns: readonly ListColumn[], paint: Paint, width: number | null): string {
  const [name, ...others] = columns;
  const column = Math.max(...others.map(({ head }) => head.length)) + 2 * gap;
  const rows = (name?.cells ?? []).map((first, row) => [
    first,
    ...others.flatMap(({ head, cells }) => {
      const cell = cells[row] ?? '';
      if (cell === '') return [];
      const label = `${' '.repeat(gap)}${paint.dim(head)}${' '.repeat(column - gap - head.length)}`;
      const isWide = width !== null && column + textWidth(cell) > width && !cell.includes(' ');
      // A word that does not fit has a line of its own.
      if (isWide) return [label.trimEnd(), `${' '.repeat(2 * gap)}${cell}`];
      return wrapped(label, cell, width, column);
    }),
  ]);
  return `${rows.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
