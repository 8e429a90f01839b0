import { textWidth, withinWidth } from './text-width.ts';

/**
 * Lines that break between words, where there is a width to keep to. A word that is longer than a line stays whole: it is
 * an ARN, an address or an ID that people copy.
 * @param start what stands before the first line, `column` wide; further lines begin below the text
 * @param width columns; null for one line, however long
 */
export function wrapped(
  start: string,
  text: string,
  width: number | null,
  column = start.length,
): readonly string[] {
  const longest = width === null ? Number.POSITIVE_INFINITY : Math.max(20, width - column);
  const lines: string[] = [];
  let rest = text;
  while (textWidth(rest) > longest) {
    const end = breakOf(rest, longest);
    if (end === null) break;
    lines.push(rest.slice(0, end));
    rest = rest.slice(rest[end] === ' ' ? end + 1 : end);
  }
  lines.push(rest);
  return lines.map((line, index) => (index === 0 ? start : ' '.repeat(column)) + line);
}

/**
 * Lines of a diff, each with the mark: a part of a removed line without its mark looks like a line that stays.
 * @param lines of `wrapped` with that start, which is not painted
 */
export function eachWith(start: string, lines: readonly string[]): readonly string[] {
  return lines.map((line) => start + line.slice(start.length));
}

/** Where a line can end: before a space, except between a number and its unit, and between the members of JSON without spaces. */
const breaks = /(?<=\S) (?!(?<=\d )(?:s|ms|min|h|days?)(?![\w-]))|(?<=,)(?=["{[])|(?<=:)(?=[{[])/g;

/** The last place up to which a text fits, or the first one behind a word that is too long; null if there is none. */
function breakOf(text: string, longest: number): number | null {
  const most = withinWidth(text, longest).length;
  const places = [...text.matchAll(breaks)].map(({ index }) => index);
  return places.findLast((index) => index <= most) ?? places.find((index) => index > most) ?? null;
}
