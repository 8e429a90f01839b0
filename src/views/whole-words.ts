import { textWidth } from './text-width.ts';

/**
 * Lines that break between words. A word that is wider than a line, such as a path or an address, stays whole: a terminal
 * breaks it, and it can still be copied.
 * @param start what stands before the first line, `column` wide; further lines begin below the text
 * @param width columns; null for one line, however long
 */
export function wholeWords(
  start: string,
  text: string,
  width: number | null,
  column = start.length,
): readonly string[] {
  const room = width === null ? Number.POSITIVE_INFINITY : width - column;
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || textWidth(last) + 1 + textWidth(word) > room) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line, index) => (index === 0 ? start : ' '.repeat(column)) + line);
}
