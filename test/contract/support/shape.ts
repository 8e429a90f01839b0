/** A test of a value, in words for who reads a report. */
export class Matcher {
  readonly words: string;
  readonly accepts: (value: unknown) => boolean;

  constructor(words: string, accepts: (value: unknown) => boolean) {
    this.words = words;
    this.accepts = accepts;
  }
}

/**
 * What an answer has to be like: an object names the members that count (`undefined` for one that must be absent), a
 * list has just these items, a regular expression fits a text.
 */
export type Shape =
  | string
  | number
  | boolean
  | null
  | undefined
  | RegExp
  | Matcher
  | readonly Shape[]
  | { readonly [member: string]: Shape };

export const anything = new Matcher('(anything)', (value) => value !== undefined);

export const aDate = new Matcher('(a date)', (value) => value instanceof Date);

/** A list that holds one fitting item for each shape, among others and in any order. */
export function listWith(...shapes: readonly Shape[]): Matcher {
  return new Matcher(
    `(a list with ${shapes.map(inWords).join(' and ')})`,
    (value) =>
      Array.isArray(value) && shapes.every((shape) => value.some((item) => difference(shape, item) === null)),
  );
}

/** A list none of whose items fits the shape. */
export function listWithout(shape: Shape): Matcher {
  return new Matcher(
    `(a list without ${inWords(shape)})`,
    (value) => Array.isArray(value) && value.every((item) => difference(shape, item) !== null),
  );
}

/** Where a value is unlike a shape; null where it fits. */
export function difference(expected: Shape, got: unknown, at = ''): string | null {
  if (expected instanceof Matcher) return expected.accepts(got) ? null : at || 'answer';
  if (expected instanceof RegExp) {
    return typeof got === 'string' && expected.test(got) ? null : at || 'answer';
  }
  if (isList(expected)) {
    if (!Array.isArray(got) || got.length !== expected.length) return at || 'answer';
    return firstDifference(expected.map((shape, index) => difference(shape, got[index], `${at}[${index}]`)));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (!isRecord(got)) return at || 'answer';
    // An answer of which nothing counts is an answer all the same.
    if ('refused' in got && !('refused' in expected)) return at || 'answer';
    return firstDifference(
      Object.entries(expected).map(([member, shape]) =>
        difference(shape, got[member], at === '' ? member : `${at}.${member}`),
      ),
    );
  }
  return Object.is(expected, got) ? null : at || 'answer';
}

/** A shape or a value as a report shows it, on one line. */
export function inWords(value: unknown): string {
  if (value instanceof Matcher) return value.words;
  if (value instanceof RegExp) return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return `[${value.map(inWords).join(', ')}]`;
  if (isRecord(value)) {
    const members = Object.entries(value).map(
      ([name, member]) => `${name}: ${isSecret(name, member) ? '(a secret)' : inWords(member)}`,
    );
    return `{ ${members.join(', ')} }`;
  }
  return value === undefined ? '(absent)' : JSON.stringify(value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Sessions and keys that a case got on AWS are good for a while, and a report is kept for longer. */
function isSecret(name: string, value: unknown): boolean {
  return typeof value === 'string' && (name === 'SecretAccessKey' || name === 'SessionToken');
}

function isList(shape: Shape): shape is readonly Shape[] {
  return Array.isArray(shape);
}

function firstDifference(found: readonly (string | null)[]): string | null {
  return found.find((place) => place !== null) ?? null;
}
