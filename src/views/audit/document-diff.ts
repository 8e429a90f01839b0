import { isTooDeep } from '../../model/policy/depth.ts';
import { lineDiff } from '../line-diff.ts';
import { noStatement, type Row } from './compare.ts';

/** What a policy document should have and what it has instead, as lines of a diff. */
export interface DocumentDiff {
  /** The element of the document: `Principal`, `statement`. */
  readonly name: string;
  /** Each begins with `-` for what is expected, `+` for what is there and a space for what both have. */
  readonly lines: readonly string[];
}

const marks = { removed: '-', added: '+', kept: ' ' } as const;

/**
 * Both sides of an element as one diff, in place of two long lines.
 * @returns null if they are not JSON of the same element, such as words
 */
export function documentDiff([, expected]: Row, [, actual]: Row): DocumentDiff | null {
  const [wanted, found] = [elementOf(expected), elementOf(actual)];
  const element = wanted ?? found;
  if (element === null || (wanted === null && expected !== noStatement)) return null;
  if ((found === null && actual !== noStatement) || (wanted && found && wanted.name !== found.name))
    return null;
  const lines = lineDiff(linesOf(wanted), linesOf(found));
  return { name: element.name, lines: lines.map(({ kind, text }) => `${marks[kind]} ${text}`) };
}

interface Element {
  readonly name: string;
  readonly value: unknown;
}

/** `Principal {"AWS":"*"}`, or a whole document. */
function elementOf(text: string): Element | null {
  const [, name, json] = /^(?:([A-Za-z]+) )?([[{].*)$/s.exec(text) ?? [];
  if (json === undefined) return null;
  try {
    const value: unknown = JSON.parse(json);
    return isTooDeep(value) ? null : { name: name ?? 'document', value };
  } catch {
    return null;
  }
}

/** A line for each value, without commas at the end: they would differ with the place of a value. */
function linesOf(element: Element | null): readonly string[] {
  if (element === null) return [];
  return JSON.stringify(asLists(element.value), null, 2)
    .split('\n')
    .map((line) => line.replace(/,$/, ''));
}

/** AWS takes one value for a list of one: written as a list on both sides, only the other values differ. */
function asLists(value: unknown, isMember = false): unknown {
  if (typeof value === 'string') return isMember ? [value] : value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, name === 'Effect' ? member : asLists(member, true)]),
  );
}
