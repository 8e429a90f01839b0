import { textWidth, withinWidth } from './text-width.ts';

/** Columns in front of a line that belongs below another and is too long for the column of its words. */
const indents = [6, 4, 2];

/**
 * Lines that break between words, where there is a width to keep to. A word that is longer than a line stays whole: it is
 * an ARN, an address or an ID that people copy. If it fits further to the left, it has a line of its own there.
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
  return lines.flatMap((line, index) => {
    const own = index === 0 && start === '' ? 0 : column;
    const at = fittingColumn(line, own, width);
    if (index > 0 || start.trim() === '') return [' '.repeat(at) + line];
    return at === own ? [start + line] : [start.trimEnd(), ' '.repeat(at) + line];
  });
}

/** Where a line begins, so that the terminal does not break it: further to the left, if it fits there. */
export function fittingColumn(line: string, column: number, width: number | null): number {
  const last = width === null ? column : width - textWidth(line);
  return last >= column ? column : (indents.find((indent) => indent <= last && indent < column) ?? column);
}

/**
 * Lines of a diff, each with the mark: a part of a removed line without its mark looks like a line that stays.
 * @param start the mark and the indent of the line
 * @param lines how the words break
 */
export function eachWith(
  start: string,
  text: string,
  width: number | null,
  lines = wrapped,
): readonly string[] {
  return lines('', text, width === null ? null : width - start.length, 0).map((line) => start + line);
}

/** Where a line can end: before a space, except between a number and its unit, and between the members of JSON without spaces. */
const breaks = /(?<=\S) (?!(?<=\d )(?:s|ms|min|h|days?)(?![\w-]))|(?<=,)(?=["{[])|(?<=:)(?=[{[])/g;

/** The last place up to which a text fits, or the first one behind a word that is too long; null if there is none. */
function breakOf(text: string, longest: number): number | null {
  const most = withinWidth(text, longest).length;
  const places = [...text.matchAll(breaks)].map(({ index }) => index);
  return places.findLast((index) => index <= most) ?? places.find((index) => index > most) ?? null;
}
