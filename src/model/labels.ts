/** Labels of one account, such as `tier: gold`: they are configuration, and nothing in AWS. */
export type Labels = Readonly<Record<string, string>>;

/** The labels of accounts, by name. */
export type LabelsByName = Readonly<Record<string, Labels>>;

/** A label that is asked for. A value of null asks for the key alone. */
export interface LabelWish {
  readonly key: string;
  readonly value: string | null;
}

/** What a key takes, for a regular expression. */
export const LABEL_KEY = '[A-Za-z0-9][A-Za-z0-9_./-]{0,62}';

/** What a value takes, for a regular expression: what a shell passes on and a line of a table holds. */
export const LABEL_VALUE =
  '[^\\s\\u0000-\\u001f\\u007f-\\u009f](?:[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]{0,126}[^\\s\\u0000-\\u001f\\u007f-\\u009f])?';

/** The label that `tier=gold` or `tier` asks for; null where it is none. */
export function readLabelWish(text: string): LabelWish | null {
  const at = text.indexOf('=');
  const key = at < 0 ? text : text.slice(0, at);
  const value = at < 0 ? null : text.slice(at + 1);
  if (!new RegExp(`^${LABEL_KEY}$`).test(key)) return null;
  return value === null || new RegExp(`^${LABEL_VALUE}$`).test(value) ? { key, value } : null;
}

/** A wish as it is given: `tier=gold`, or `tier`. */
export function wishText({ key, value }: LabelWish): string {
  return value === null ? key : `${key}=${value}`;
}

/** The labels of the account of a name: none is an empty object. */
export function labelsOf(labels: LabelsByName, name: string): Labels {
  return Object.hasOwn(labels, name) ? (labels[name] ?? {}) : {};
}

/** Whether labels are as every one of the wishes asks. */
export function fits(labels: Labels, wishes: readonly LabelWish[]): boolean {
  return wishes.every(
    ({ key, value }) => Object.hasOwn(labels, key) && (value === null || labels[key] === value),
  );
}

/** Labels on one line: `tier=gold, region=eu`; keys in order. */
export function labelText(labels: Labels): string {
  return Object.keys(labels)
    .sort()
    .map((key) => `${key}=${labels[key] ?? ''}`)
    .join(', ');
}
