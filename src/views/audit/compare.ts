import { byText } from '../../model/by-text.ts';
import { isTooDeep } from '../../model/policy/depth.ts';
import { MEANING_ELEMENTS } from '../../model/policy/document.ts';

/** A labeled line: the intended value, the actual value, or the value of both. */
export type Row = readonly [label: 'expected' | 'actual' | 'same', text: string];

/** Stands on the side of a comparison that has nothing like a statement of the other side. */
export const noStatement = 'no such statement';

type Members = Readonly<Record<string, unknown>>;

/**
 * What is wanted beside what is. Of two policy documents only what differs is shown, element by element, because their
 * difference is one word in a line of five hundred characters.
 * @param expected and `actual` words or JSON; null where there is nothing to set beside the other
 */
export function comparison(expected: string | null, actual: string | null): readonly Row[] {
  if (expected !== null && actual !== null) {
    const documents = [parsePolicy(expected), parsePolicy(actual)] as const;
    if (documents[0] && documents[1]) {
      const rows = policyRows(documents[0], documents[1]);
      if (rows.some(([label]) => label !== 'same')) return rows;
    }
  }
  return [
    ...(expected === null ? [] : [['expected', compact(expected)] as const]),
    ...(actual === null ? [] : [['actual', compact(actual)] as const]),
  ];
}

function policyRows(expected: readonly Members[], actual: readonly Members[]): readonly Row[] {
  const rows: Row[] = [];
  const wanted = [...expected];
  const left: Members[] = [];
  let same = 0;
  for (const statement of actual) {
    const at = wanted.findIndex((one) => text(one) === text(statement));
    if (at === -1) left.push(statement);
    else {
      wanted.splice(at, 1);
      same++;
    }
  }
  const shared = new Set<string>();
  for (const statement of wanted) {
    const nearest = left
      .map((other, index) => ({ index, likeness: likeness(statement, other) }))
      .sort((a, b) => b.likeness - a.likeness)[0];
    const other = nearest && nearest.likeness > 0 ? left.splice(nearest.index, 1)[0] : undefined;
    if (!other) rows.push(['expected', `statement ${text(statement)}`], ['actual', noStatement]);
    else {
      for (const name of keys(statement, other)) {
        if (text(statement[name]) === text(other[name])) shared.add(name);
        else rows.push(...elementRows(name, statement[name], other[name]));
      }
    }
  }
  for (const statement of left)
    rows.push(['expected', noStatement], ['actual', `statement ${text(statement)}`]);
  const common = [...shared, ...(same === 0 ? [] : [same === 1 ? '1 statement' : `${same} statements`])];
  if (common.length > 0) rows.push(['same', common.join(', ')]);
  return rows;
}

/** Of two long lists what only one of them has: a packed policy holds more than a hundred ARNs. */
function elementRows(name: string, expected: unknown, actual: unknown): readonly Row[] {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    const [inExpected, inActual] = [new Set(expected.map(text)), new Set(actual.map(text))];
    const both = [...inExpected].filter((item) => inActual.has(item)).length;
    if (both > 2) {
      const rest = (mine: readonly unknown[], others: ReadonlySet<string>) => {
        const own = mine.filter((item) => !others.has(text(item)));
        return `${own.length === 0 ? '' : `${text(own)} and `}the ${both} that both have`;
      };
      return [
        ['expected', `${name} ${rest(expected, inActual)}`],
        ['actual', `${name} ${rest(actual, inExpected)}`],
      ];
    }
  }
  return [
    ['expected', `${name} ${text(expected)}`],
    ['actual', `${name} ${text(actual)}`],
  ];
}

function likeness(a: Members, b: Members): number {
  return keys(a, b).filter((name) => text(a[name]) === text(b[name])).length;
}

function keys(a: Members, b: Members): readonly string[] {
  const present = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...MEANING_ELEMENTS.filter((name) => present.delete(name)), ...present].filter(
    (name) => name !== 'Sid',
  );
}

/** The statements of a policy document, each in one way of writing; null for what is none. */
function parsePolicy(json: string): readonly Members[] | null {
  const value = parse(json);
  if (!isMembers(value) || !('Statement' in value)) return null;
  const list = Array.isArray(value.Statement) ? value.Statement : [value.Statement];
  if (!list.every(isMembers)) return null;
  return list.map((statement) => {
    const { Sid: _, ...rest } = statement;
    return ordered(rest) as Members;
  });
}

function parse(json: string): unknown {
  if (!/^\s*[[{]/.test(json)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isTooDeep(value) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** One way of writing for what means the same at a glance: lists of one as their item, lists of words sorted. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(ordered);
    if (items.length === 1) return items[0];
    return items.every((item) => typeof item === 'string') ? [...new Set(items)].sort() : items;
  }
  if (!isMembers(value)) return value;
  const rank = (name: string) => {
    const at = MEANING_ELEMENTS.indexOf(name);
    return at === -1 ? MEANING_ELEMENTS.length : at;
  };
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => rank(a) - rank(b) || byText(a, b))
      .map(([name, member]) => [name, ordered(member)]),
  );
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function text(value: unknown): string {
  return value === undefined ? 'none' : JSON.stringify(value);
}

/** JSON without white space; other text as it is. */
function compact(given: string): string {
  const value = parse(given);
  return value === undefined ? given : JSON.stringify(value);
}
