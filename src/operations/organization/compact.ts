/**
 * The same value with strings of its own, equal ones kept once. A string that was cut out of an answer keeps the whole
 * answer in memory, and the same documents and ARNs come back from account after account.
 * @param value plain data: objects, arrays, strings, numbers, booleans, null
 * @param known the strings that are kept, by their text
 */
export function compact<T>(value: T, known: Map<string, string>): T;
export function compact(value: unknown, known: Map<string, string>): unknown {
  if (typeof value === 'string') return known.get(value) ?? keep(value, known);
  if (Array.isArray(value)) return value.map((part) => compact(part, known));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, compact(part, known)]));
}

function keep(text: string, known: Map<string, string>): string {
  // Written and read again, it is cut out of nothing any more.
  const own: string = JSON.parse(JSON.stringify(text));
  known.set(own, own);
  return own;
}
