// @ts-check

/**
 * One line of the table, all of it text.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {number} runs
 * @property {string} median
 * @property {string} against what it is compared with, and its median
 * @property {string} ratio of the two; less is better
 * @property {string} aim
 * @property {string} further
 */

const heads = ['what', 'runs', 'median', 'compared with', 'ratio', 'aim', 'further figures'];

/** @param {Row} row */
const cellsOf = ({ what, runs, median, against, ratio, aim, further }) => [
  what,
  runs === 0 ? '–' : String(runs),
  median,
  against,
  ratio,
  aim,
  further,
];

/** @param {number} milliseconds */
export const inMilliseconds = (milliseconds) => `${milliseconds.toFixed(1)} ms`;

/** @param {number} seconds */
export const inSeconds = (seconds) => `${seconds.toFixed(2)} s`;

/** @param {readonly Row[]} rows */
export function textTable(rows) {
  const lines = [heads, ...rows.map(cellsOf)];
  const widths = heads.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** @param {readonly Row[]} rows */
export function markdownTable(rows) {
  const lines = [heads, heads.map(() => '---'), ...rows.map(cellsOf)];
  return lines.map((line) => `| ${line.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

const begin = '<!-- bench:begin -->';
const end = '<!-- bench:end -->';

/**
 * Puts a table into a page, in place of the one before.
 *
 * @param {string} page
 * @param {string} table
 * @throws {Error} where the page does not have both marks, once each and in order
 */
export function withTable(page, table) {
  const [before, after, ...more] = page.split(begin);
  const [, rest, ...others] = after?.split(end) ?? [];
  if (before === undefined || rest === undefined || more.length + others.length > 0)
    throw new Error(`the page needs ${begin} and ${end} once each, in this order`);
  return `${before}${begin}\n\n${table}\n${end}${rest}`;
}
