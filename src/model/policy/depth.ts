/** Levels. A policy has eight; what walks over one is not to come to the end of the stack. */
const DEEPEST = 50;

/** Whether a value that was read from JSON is nested deeper than any policy. */
export function isTooDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST && level.length > 0; depth++) {
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return level.length > 0;
}
