import { escapeName } from '../escape.ts';

const gap = '  ';

/**
 * A line of a history: the time, and columns behind it. Where the terminal is narrower, it continues below the second
 * column; no column is broken.
 * @param cells without what is empty
 * @param width columns of the terminal; null for one line, however long
 */
export function historyLine(cells: readonly string[], width: number | null, paint: (text: string) => string) {
  const [time = '', ...rest] = cells.map(escapeName);
  const indent = ' '.repeat(time.length);
  const lines: string[] = [];
  let line = time;
  for (const cell of rest) {
    const longer = `${line}${gap}${cell}`;
    if (width !== null && line !== indent && line !== time && longer.trimEnd().length > width) {
      lines.push(line);
      line = `${indent}${gap}${cell}`;
    } else line = longer;
  }
  lines.push(line);
  return lines.map((one) => `${paint(one.trimEnd())}\n`).join('');
}
