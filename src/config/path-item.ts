import type * as v from 'valibot';

/** The place of a key, for an issue that a check of several keys raises. */
export function pathItem<Input extends Record<string, unknown>>(
  input: Input,
  key: keyof Input & string,
): v.ObjectPathItem {
  return { type: 'object', origin: 'value', input, key, value: input[key] };
}

/** The place of a key deeper down, outermost first. */
export function itemsOf(
  input: Record<string, unknown>,
  [key, ...deeper]: readonly [string | number, ...(string | number)[]],
): [v.ObjectPathItem, ...v.ObjectPathItem[]] {
  // An item of a list is named as valibot names it: by a number.
  const item = Object.assign(pathItem(input, String(key)), { key });
  const [next, ...rest] = deeper;
  if (next === undefined) return [item];
  const within = typeof item.value === 'object' && item.value !== null ? item.value : {};
  return [item, ...itemsOf(within as Record<string, unknown>, [next, ...rest])];
}
