import { textWidth } from './text-width.ts';

/** Lines of a table: each column as wide as what is in it, and two blanks between them. */
export function inColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => textWidth(row[at] ?? ''))));
  const padded = (cell: string, at: number) => cell + ' '.repeat((widths[at] ?? 0) - textWidth(cell));
  return rows.map((row) => row.map(padded).join('  ').trimEnd());
}
