/** A list that matches what is in it, or with Not… what is not. */
export interface Selection {
  readonly values: readonly string[];
  readonly negated: boolean;
}

export interface PrincipalElement {
  /** `"*"` comes as `{ AWS: ['*'] }`, which is the same. */
  readonly values: Readonly<Record<string, readonly string[]>>;
  readonly negated: boolean;
}

export interface ConditionLine {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: Selection;
  /** Trust policies have none: the role that they belong to is meant. */
  readonly resources: Selection | null;
  /** Identity policies have none: whom they are attached to is meant. */
  readonly principals: PrincipalElement | null;
  readonly conditions: readonly ConditionLine[];
}

export interface PolicyDocument {
  /** Version 2012-10-17 and later: `${…}` is a variable. */
  readonly variables: boolean;
  readonly statements: readonly Statement[];
}

/** The documents read last, by their texts: the same few decide most requests. */
const known = new Map<string, PolicyDocument>();
const MOST_KNOWN = 500;

/**
 * Reads a policy's JSON as far as deciding needs it. What cannot be read says nothing, so it allows nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function readPolicy(text: string): PolicyDocument {
  const before = known.get(text);
  if (before !== undefined) return before;
  const read = readDocument(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, read);
  return read;
}

function readDocument(text: string): PolicyDocument {
  const document = asRecord(parse(text));
  return {
    variables: document['Version'] === '2012-10-17',
    statements: asList(document['Statement']).flatMap((statement) => readStatement(asRecord(statement))),
  };
}

function readStatement(source: Record<string, unknown>): Statement[] {
  const effect = source['Effect'];
  const actions = readSelection(source, 'Action');
  if ((effect !== 'Allow' && effect !== 'Deny') || actions === null) return [];
  return [
    {
      effect,
      actions,
      resources: readSelection(source, 'Resource'),
      principals: readPrincipals(source),
      conditions: readConditions(asRecord(source['Condition'])),
    },
  ];
}

function readSelection(source: Record<string, unknown>, name: 'Action' | 'Resource'): Selection | null {
  if (source[name] !== undefined) return { values: asTexts(source[name]), negated: false };
  const negative = source[`Not${name}`];
  return negative === undefined ? null : { values: asTexts(negative), negated: true };
}

function readPrincipals(source: Record<string, unknown>): PrincipalElement | null {
  const negated = source['Principal'] === undefined;
  const element = negated ? source['NotPrincipal'] : source['Principal'];
  if (element === undefined) return null;
  if (element === '*') return { values: { AWS: ['*'] }, negated };
  const values = Object.entries(asRecord(element)).map(([type, names]) => [type, asTexts(names)]);
  return { values: Object.fromEntries(values), negated };
}

function readConditions(source: Record<string, unknown>): ConditionLine[] {
  return Object.entries(source).flatMap(([operator, keys]) =>
    Object.entries(asRecord(keys)).map(([key, values]) => ({ operator, key, values: asTexts(values) })),
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function asList(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** Numbers and booleans count as their text: `true` is `"true"`. What is no single value says nothing. */
function asTexts(value: unknown): string[] {
  return asList(value)
    .filter((one) => typeof one !== 'object' || one === null)
    .map(String);
}
