import { wrapped } from './wrapped.ts';

/** Where a description begins that stands below its term, because less than half of the columns are left beside it. */
const below = 6;

/**
 * A help as a terminal shows it: what is wider than its columns breaks between words. Commands stay whole, so that they
 * can be pasted, and so do policies.
 * @param width columns; null for no limit
 */
export function fittedHelp(text: string, width: number | null): string {
  if (width === null) return text;
  const lines = text.split('\n');
  const fitted: string[] = [];
  for (let at = 0; at < lines.length; ) {
    const { count, shown } = fittedBlock(lines, at, width);
    fitted.push(...shown);
    at += count;
  }
  return fitted.join('\n');
}

interface Block {
  /** Lines that it has in the help. */
  readonly count: number;
  readonly shown: readonly string[];
}

/** The lines from one on that belong together. */
function fittedBlock(lines: readonly string[], at: number, width: number): Block {
  const line = lines[at] ?? '';
  const row = /^( +\S.*? {2,})(\S.*)$/.exec(line);
  const isText = /^[^\s{}[\]"]/.test(line);
  const indent = /^ */.exec(line)?.[0].length ?? 0;
  if (isText)
    return block(
      lines,
      at,
      width,
      (one) => /^[^\s{}[\]"]/.test(one),
      (text) => wrapped('', text, width),
    );
  if (row !== null) {
    const [, start = '', first = ''] = row;
    const column = start.length;
    const isMore = (one: string) => one.search(/\S/) === column;
    return block(lines, at, width, isMore, () => {
      const more = lines.slice(at + 1, at + countOf(lines, at + 1, isMore) + 1).map((one) => one.trim());
      const description = [first, ...more].join(' ');
      if (column <= width / 2) return wrapped(start, description, width);
      return [start.trimEnd(), ...wrapped(' '.repeat(below), description, width)];
    });
  }
  // A sentence among lines that stay as they are; what is to be typed begins otherwise.
  if (/^ +[A-Z][a-z]/.test(line)) {
    const isMore = (one: string) => one.search(/\S/) === indent && /^ +[a-z]/.test(one);
    const start = ' '.repeat(indent);
    const trimmed = (text: string) => text.trim().replace(/ {2,}/g, ' ');
    return block(lines, at, width, isMore, (text) => wrapped(start, trimmed(text), width));
  }
  // A description that stands below its term already.
  const isLow = line.length > width && indent > width / 2;
  return { count: 1, shown: isLow ? wrapped(' '.repeat(below), line.trim(), width) : [line] };
}

function block(
  lines: readonly string[],
  at: number,
  width: number,
  isMore: (line: string) => boolean,
  narrow: (text: string) => readonly string[],
): Block {
  const count = 1 + countOf(lines, at + 1, isMore);
  const own = lines.slice(at, at + count);
  return { count, shown: own.some((line) => line.length > width) ? narrow(own.join(' ')) : own };
}

function countOf(lines: readonly string[], from: number, isMore: (line: string) => boolean): number {
  const end = lines.findIndex((line, index) => index >= from && !isMore(line));
  return (end < 0 ? lines.length : end) - from;
}
