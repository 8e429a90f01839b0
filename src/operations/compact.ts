/**
 * The same value with strings of its own, equal ones kept once. A string that was cut out of an answer keeps the whole
 * answer in memory, and the same documents and ARNs come back from account after account.
 * @param value plain data: objects, arrays, strings, numbers, booleans, null
 * @param known the strings that are kept, by their text
 */
export function compact<T>(value: T, known: Map<string, string>): T {
  const text = JSON.stringify(value);
  const own: T = JSON.parse(text, (_key, part: unknown) => {
    if (typeof part !== 'string') return part;
    const kept = known.get(part);
    if (kept !== undefined) return kept;
    known.set(part, part);
    return part;
  });
  return own;
}
