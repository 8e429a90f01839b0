import { byText } from '../model/by-text.ts';

/** Statements of a policy as they are written, without what they mean. */
interface Written {
  readonly sid: string | null;
  readonly text: string;
}

/**
 * What an update takes away: statements that the new document neither holds to the letter nor replaces by one of the
 * same Sid.
 * @param before JSON; a document that cannot be read counts as one statement
 * @returns Sids, or the text of a statement without one
 */
export function statementsLost(before: string, after: string): readonly string[] {
  const kept = statementsOf(after);
  return statementsOf(before).flatMap(({ sid, text }) =>
    kept.some((one) => one.text === text || (sid !== null && one.sid === sid)) ? [] : [sid ?? text],
  );
}

function statementsOf(document: string): readonly Written[] {
  const parsed = parse(document);
  if (typeof parsed !== 'object' || parsed === null || !('Statement' in parsed))
    return [{ sid: null, text: document }];
  const { Statement: given } = parsed;
  const statements: readonly unknown[] = Array.isArray(given) ? given : [given];
  return statements.map((one) => ({ sid: sidOf(one), text: JSON.stringify(one) }));
}

function sidOf(statement: unknown): string | null {
  if (typeof statement !== 'object' || statement === null || !('Sid' in statement)) return null;
  return typeof statement.Sid === 'string' && statement.Sid !== '' ? statement.Sid : null;
}

/** Whether two documents are the same but for white space and the order of keys. */
export function isSameDocument(a: string, b: string): boolean {
  return a === b || ordered(a) === ordered(b);
}

function ordered(document: string): string {
  const inOrder = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([left], [right]) => byText(left, right)))
      : value;
  return JSON.stringify(parse(document), inOrder) ?? document;
}

/** What is no JSON is its own text. */
function parse(document: string): unknown {
  try {
    return JSON.parse(document);
  } catch {
    return document;
  }
}
