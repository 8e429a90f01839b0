import { escapeName } from './escape.ts';

/** A cell: a text, a number as a decimal, or nothing. */
export type CsvCell = string | { readonly decimal: string } | null;

/** A row as RFC 4180 has it. https://www.rfc-editor.org/rfc/rfc4180 */
export function csvRow(cells: readonly CsvCell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

/** A number stays one, below zero too: nothing but digits, a point and a minus can be no formula. */
function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return quoted(cell);
  return /^-?\d+(?:\.\d+)?$/.test(cell.decimal) ? cell.decimal : quoted(cell.decimal);
}

/**
 * A spreadsheet takes a cell that begins with one of these for a formula, and names in an account are anybody's: an
 * apostrophe before it makes a text of it. Where the comma is the decimal mark, a cell begins after a semicolon too,
 * within quotes as well. https://owasp.org/www-community/attacks/CSV_Injection
 */
function quoted(cell: string): string {
  const text = escapeName(cell);
  const safe = text.replace(/(^|;"*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'");
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
