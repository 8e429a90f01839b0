import type * as v from 'valibot';

/** The place of a key, for an issue that a check of several keys raises. */
export function pathItem<Input extends Record<string, unknown>>(
  input: Input,
  key: keyof Input & string,
): v.ObjectPathItem {
  return { type: 'object', origin: 'value', input, key, value: input[key] };
}
