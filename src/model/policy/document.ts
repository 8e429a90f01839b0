/**
 * IAM policy documents: their JSON shape, and the normal form that everything else in this folder reads.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

import { isTooDeep } from './depth.ts';

export type Effect = 'Allow' | 'Deny';
export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
export type PolicyVersion = '2008-10-17' | '2012-10-17';

type OneOrMany = string | readonly string[];
type PrincipalElement = '*' | { readonly [type in PrincipalType]?: OneOrMany };

/** One statement as JSON, as it is sent to IAM. */
export interface StatementDocument {
  readonly Sid?: string;
  readonly Effect: Effect;
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMany;
  readonly NotAction?: OneOrMany;
  readonly Resource?: OneOrMany;
  readonly NotResource?: OneOrMany;
  readonly Condition?: { readonly [operator: string]: { readonly [key: string]: OneOrMany } };
}

/** A policy document as JSON, as it is sent to IAM. */
export interface PolicyDocument {
  readonly Version: PolicyVersion;
  readonly Id?: string;
  readonly Statement: readonly StatementDocument[];
}

/** A principal as written: `*` in any of its spellings is `{type: 'AWS', value: '*'}`. */
export interface Principal {
  readonly type: PrincipalType;
  readonly value: string;
}

export interface Condition {
  /** Without qualifier and `IfExists`, for example `StringEquals`. */
  readonly operator: string;
  readonly qualifier?: 'ForAnyValue' | 'ForAllValues';
  readonly ifExists: boolean;
  /** In lower case: condition keys are compared without case. */
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement in normal form: every element a list, duplicates removed, absent elements absent. */
export interface Statement {
  readonly sid?: string;
  readonly effect: Effect;
  readonly principals?: readonly Principal[];
  readonly notPrincipals?: readonly Principal[];
  readonly actions?: readonly string[];
  readonly notActions?: readonly string[];
  readonly resources?: readonly string[];
  readonly notResources?: readonly string[];
  readonly conditions: readonly Condition[];
}

/** A policy document in normal form. */
export interface Policy {
  readonly version: PolicyVersion;
  readonly statements: readonly Statement[];
}

export type ParseResult =
  | { readonly ok: true; readonly policy: Policy }
  | { readonly ok: false; readonly reason: string };

/** The 10,240 characters that IAM takes at most hold fewer; to compare more would take minutes. */
const MOST_STATEMENTS = 300;

/** Internal: ends parsing with the reason that the caller gets as a result. */
class Malformed extends Error {}

type JsonObject = { readonly [key: string]: unknown };

/** The elements of a statement that carry its meaning, in the order of the policy grammar. */
export const MEANING_ELEMENTS: readonly string[] = [
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

const STATEMENT_ELEMENTS: ReadonlySet<string> = new Set(['Sid', ...MEANING_ELEMENTS]);

/**
 * Reads a policy document, either JSON or the URL-encoded JSON that IAM returns, into its normal form.
 * Anything that the grammar does not have (an unknown element, an effect in another case) is refused with
 * a reason: guessing at its meaning could pass a document that allows more than it seems to.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html
 */
export function parsePolicy(text: string): ParseResult {
  const decoded = decodeDocument(text);
  if (decoded === undefined) return { ok: false, reason: 'the document is not valid URL encoding' };
  let json: unknown;
  try {
    json = JSON.parse(decoded);
  } catch {
    return { ok: false, reason: 'the document is not valid JSON' };
  }
  return isTooDeep(json)
    ? { ok: false, reason: 'the document is nested deeper than any policy' }
    : normalizePolicy(json);
}

/** The same as {@link parsePolicy} for a document that is already an object. */
export function normalizePolicy(document: unknown): ParseResult {
  try {
    return { ok: true, policy: readPolicy(document) };
  } catch (error) {
    if (error instanceof Malformed) return { ok: false, reason: error.message };
    throw error;
  }
}

/**
 * The number of characters that IAM's size quotas count: all but white space. White space inside a string is
 * counted here although IAM says that it counts none, so the answer is never too small.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export function policySize(policy: string | PolicyDocument): number {
  const text = typeof policy === 'string' ? (decodeDocument(policy) ?? policy) : JSON.stringify(policy);
  const withoutWhiteSpace = text.replace(
    /("(?:[^"\\]|\\.)*")|\s+/g,
    (_match, quoted?: string) => quoted ?? '',
  );
  return [...withoutWhiteSpace].length;
}

/** The JSON text of a document: URL encoding is recognised by what JSON can't start with; undefined where it is broken. */
export function decodeDocument(text: string): string | undefined {
  if (!/^[ \t\r\n]*%/.test(text)) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function readPolicy(document: unknown): Policy {
  const policy = asObject(document, 'the document');
  for (const element of Object.keys(policy)) {
    if (element !== 'Version' && element !== 'Id' && element !== 'Statement') {
      throw new Malformed(`unknown element ${quote(element)} in the document`);
    }
  }
  // Without a Version the older one applies, in which policy variables are plain text.
  const version = policy.Version ?? '2008-10-17';
  if (version !== '2008-10-17' && version !== '2012-10-17') {
    throw new Malformed(`unknown policy version ${quote(version)}`);
  }
  if (policy.Statement === undefined) throw new Malformed('the document has no Statement');
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  if (statements.length > MOST_STATEMENTS) {
    throw new Malformed(`the document has ${statements.length} statements, more than fit into any policy`);
  }
  return { version, statements: statements.map(readStatement) };
}

function readStatement(json: unknown, index: number): Statement {
  const where = `statement ${index + 1}`;
  const statement = asObject(json, where);
  for (const element of Object.keys(statement)) {
    if (!STATEMENT_ELEMENTS.has(element))
      throw new Malformed(`unknown element ${quote(element)} in ${where}`);
  }
  const effect = statement.Effect;
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new Malformed(`the Effect of ${where} is ${quote(effect)}, not Allow or Deny`);
  }
  for (const element of ['Principal', 'Action', 'Resource']) {
    if (statement[element] !== undefined && statement[`Not${element}`] !== undefined) {
      throw new Malformed(`${where} has both ${element} and Not${element}`);
    }
  }
  if (statement.Action === undefined && statement.NotAction === undefined) {
    throw new Malformed(`${where} has neither Action nor NotAction`);
  }
  if (statement.Sid !== undefined && typeof statement.Sid !== 'string') {
    throw new Malformed(`the Sid of ${where} is not a string`);
  }
  return {
    ...(statement.Sid === undefined ? {} : { sid: statement.Sid }),
    effect,
    ...optional('principals', statement.Principal, (value) => readPrincipals(value, where)),
    ...optional('notPrincipals', statement.NotPrincipal, (value) => readPrincipals(value, where)),
    ...optional('actions', statement.Action, (value) => readStrings(value, `Action of ${where}`)),
    ...optional('notActions', statement.NotAction, (value) => readStrings(value, `NotAction of ${where}`)),
    ...optional('resources', statement.Resource, (value) => readStrings(value, `Resource of ${where}`)),
    ...optional('notResources', statement.NotResource, (value) =>
      readStrings(value, `NotResource of ${where}`),
    ),
    conditions: statement.Condition === undefined ? [] : readConditions(statement.Condition, where),
  };
}

function optional<Name extends string, T>(
  name: Name,
  value: unknown,
  read: (value: unknown) => T,
): { readonly [key in Name]?: T } {
  if (value === undefined) return {};
  return { [name]: read(value) } as { readonly [key in Name]?: T };
}

function readPrincipals(value: unknown, where: string): readonly Principal[] {
  if (value === '*') return [{ type: 'AWS', value: '*' }];
  const principals = new Map<string, Principal>();
  for (const [type, entries] of Object.entries(asObject(value, `the principal of ${where}`))) {
    if (type !== 'AWS' && type !== 'Service' && type !== 'Federated' && type !== 'CanonicalUser') {
      throw new Malformed(`unknown principal type ${quote(type)} in ${where}`);
    }
    for (const entry of readStrings(entries, `${type} principal of ${where}`)) {
      principals.set(`${type} ${entry}`, { type, value: entry });
    }
  }
  return [...principals.values()];
}

function readConditions(value: unknown, where: string): readonly Condition[] {
  const conditions: Condition[] = [];
  for (const [written, block] of Object.entries(asObject(value, `the Condition of ${where}`))) {
    const match = /^(?:(ForAnyValue|ForAllValues):)?(.*?)(IfExists)?$/s.exec(written);
    const qualifier = match?.[1] as Condition['qualifier'] | undefined;
    const keys = new Set<string>();
    for (const [name, values] of Object.entries(asObject(block, `${quote(written)} of ${where}`))) {
      const key = name.toLowerCase();
      if (keys.has(key)) throw new Malformed(`${quote(written)} of ${where} has ${quote(key)} twice`);
      keys.add(key);
      conditions.push({
        operator: match?.[2] ?? written,
        ...(qualifier === undefined ? {} : { qualifier }),
        ifExists: match?.[3] !== undefined,
        key,
        values: readValues(values, `${quote(name)} of ${where}`),
      });
    }
  }
  return conditions;
}

function readStrings(value: unknown, what: string): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return unique(
    entries.map((entry) => {
      if (typeof entry !== 'string') throw new Malformed(`the ${what} is not a string or a list of strings`);
      return entry;
    }),
  );
}

function readValues(value: unknown, what: string): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(value) ? value : [value];
  return unique(
    entries.map((entry) => {
      if (typeof entry === 'string') return entry;
      if (typeof entry === 'boolean' || typeof entry === 'number') return String(entry);
      throw new Malformed(`the condition value of ${what} is not a string, a number or a boolean`);
    }),
  );
}

function asObject(value: unknown, what: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Malformed(`${what} is not a JSON object`);
  }
  return value as JsonObject;
}

function unique(values: readonly string[]): readonly string[] {
  return [...new Set(values)];
}

function quote(value: unknown): string {
  return JSON.stringify(value) ?? 'missing';
}
