import { jsonLines } from './json-lines.ts';
import { type DiffLine, lineDiff } from './line-diff.ts';

/** A line of a diff, or the mark of lines between that stay as they are. */
export type ShownLine = DiffLine | { readonly kind: 'left-out' };

/** Lines that stay, on each side of one that does not. */
const context = 2;

/**
 * What changes in a document: the lines that go and come, with those around them that stay, and the Sid of their
 * statement.
 * @param before JSON; null if there is no document
 * @param after JSON; null if the document is deleted
 */
export function changedLines(before: string | null, after: string | null): readonly ShownLine[] {
  const linesOf = (text: string | null) => (text === null ? [] : jsonLines(text));
  const lines = lineDiff(linesOf(before), linesOf(after));
  const isShown = lines.map(() => false);
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'kept') continue;
    for (let near = index - context; near <= index + context; near += 1)
      if (near in isShown) isShown[near] = true;
    const sid = sidAbove(lines, index);
    if (sid !== null) isShown[sid] = true;
  }
  return lines.flatMap((line, index): readonly ShownLine[] => {
    if (isShown[index]) return [line];
    return index > 0 && !isShown[index - 1] ? [] : [{ kind: 'left-out' }];
  });
}

/** The line with the Sid of the statement that a line is in, if it stands above. */
function sidAbove(lines: readonly DiffLine[], from: number): number | null {
  for (let index = from; index >= 0; index -= 1) {
    const text = lines[index]?.text.trim() ?? '';
    if (text.startsWith('"Sid"')) return index;
    if (text === '{') return null;
  }
  return null;
}
