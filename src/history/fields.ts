/** An object of unknown content, read member by member with care: a record may hold anything. */
export type Fields = Readonly<Record<string, unknown>>;

const none: Fields = {};

/** The members of an object; none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : none;
}

/** A list's items; none of anything else. */
export function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text or a number as text; null for anything else, and for a text without characters. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** `true` and `false`, as JSON has them or as text, which is how CloudTrail writes some; null for anything else. */
export function flagOf(value: unknown): boolean | null {
  if (value === true || value === 'true') return true;
  return value === false || value === 'false' ? false : null;
}

/** Epoch milliseconds of a time as CloudTrail writes it, `2026-11-24T13:02:11Z`; null for what is none. */
export function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? null : time;
}
