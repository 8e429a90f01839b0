/**
 * A record's own entry. Names come from callers, and `constructor` is a valid name of a role.
 *
 * @param key as stored: IAM's names in lower case, ARNs as they are
 */
export function entry<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Sets an entry, also one named `__proto__`, which an assignment would take for the record's prototype. */
export function setEntry<T>(record: Record<string, T>, key: string, value: T): void {
  Object.defineProperty(record, key, { value, enumerable: true, configurable: true, writable: true });
}
