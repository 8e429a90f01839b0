import { readRange } from './addresses.ts';
import type { Condition } from './document.ts';
import { type Glob, type GlobOptions, globMatches, parseGlob } from './glob.ts';
import { CURRENT_TIME, factOf } from './known-context.ts';

/** A value of a condition key in a request: text, a number for numbers and times, a large one for addresses. */
export type Sample = string | number | bigint;

/**
 * A condition made ready for evaluation. `test` says whether one value of the request matches any value of
 * the condition; a negated operator holds when it does not.
 */
export type CompiledCondition =
  | { readonly family: 'null'; readonly wantsAbsent: boolean }
  | {
      readonly family: 'text';
      readonly negated: boolean;
      readonly patterns: readonly Glob[];
      readonly test: (value: Sample) => boolean;
    }
  | {
      readonly family: 'number' | 'date';
      readonly negated: boolean;
      /** Values between two neighbouring points, and beyond the outermost, are all alike. */
      readonly points: readonly number[];
      readonly test: (value: Sample) => boolean;
    }
  | {
      readonly family: 'address';
      readonly negated: boolean;
      /** First and last addresses of ranges. */
      readonly points: readonly bigint[];
      readonly test: (value: Sample) => boolean;
    }
  | { readonly family: 'opaque'; readonly reason: string; readonly variables: readonly string[] };

const TEXT_OPERATORS: ReadonlyMap<string, { readonly negated: boolean; readonly options: GlobOptions }> =
  new Map([
    ['StringEquals', { negated: false, options: { literal: true } }],
    ['StringNotEquals', { negated: true, options: { literal: true } }],
    ['StringEqualsIgnoreCase', { negated: false, options: { literal: true, ignoreCase: true } }],
    ['StringNotEqualsIgnoreCase', { negated: true, options: { literal: true, ignoreCase: true } }],
    ['StringLike', { negated: false, options: {} }],
    ['StringNotLike', { negated: true, options: {} }],
    ['ArnEquals', { negated: false, options: { arn: true } }],
    ['ArnLike', { negated: false, options: { arn: true } }],
    ['ArnNotEquals', { negated: true, options: { arn: true } }],
    ['ArnNotLike', { negated: true, options: { arn: true } }],
  ]);

type Comparison = (value: number, wanted: number) => boolean;

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['Equals', (value, wanted) => value === wanted],
  // Negated operators test for the match that they forbid.
  ['NotEquals', (value, wanted) => value === wanted],
  ['LessThan', (value, wanted) => value < wanted],
  ['LessThanEquals', (value, wanted) => value <= wanted],
  ['GreaterThan', (value, wanted) => value > wanted],
  ['GreaterThanEquals', (value, wanted) => value >= wanted],
]);

const OTHER_OPERATORS: ReadonlySet<string> = new Set(['Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress']);

/**
 * Keys that hold a truth value in every request that has them.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const BOOLEAN_KEYS: ReadonlySet<string> = new Set([
  'aws:multifactorauthpresent',
  'aws:principalisawsservice',
  'aws:securetransport',
  'aws:viaawsservice',
]);

/** `${…}` other than the escapes `${*}`, `${?}` and `${$}`; an unclosed one counts too. */
const VARIABLE = /\$\{(?![*?$]\})([^}]*)/g;

/**
 * The names of the policy variables in a text, in lower case; without the default value that may follow.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(
    (match) => (match[1] ?? '').split(',')[0]?.trim().toLowerCase() ?? '',
  );
}

/**
 * Whether an operator asks that the value does not match, which an absent key satisfies; undefined for an
 * operator that is not known.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function isNegated(operator: string): boolean | undefined {
  const comparison = /^(?:Numeric|Date)(.+)$/.exec(operator)?.[1] ?? '';
  const known = TEXT_OPERATORS.has(operator) || OTHER_OPERATORS.has(operator) || COMPARISONS.has(comparison);
  return known ? operator.includes('Not') : undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
export function compileCondition(condition: Condition): CompiledCondition {
  const { operator, key, values } = condition;
  if (operator === 'Null') return compileNull(condition);

  const variables = values.flatMap(variablesIn);
  if (variables.length > 0) {
    return { family: 'opaque', reason: `policy variable in ${key}: ${values.join(', ')}`, variables };
  }
  const text = TEXT_OPERATORS.get(operator);
  if (text !== undefined) {
    // Whether a string operator sees "true" in a truth value is not documented.
    if (BOOLEAN_KEYS.has(key)) return opaque(`${operator} on ${key}, which holds a truth value`);
    if (text.options.arn && values.some((value) => value.split(':').length < 6)) {
      return opaque(`${operator} on ${key} with a value that is no ARN`);
    }
    return textCondition(text.negated, values, { ...text.options, escapes: true });
  }
  if (operator === 'Bool') {
    const lowered = values.map((value) => value.toLowerCase());
    if (lowered.some((value) => value !== 'true' && value !== 'false')) {
      return opaque(`Bool on ${key} with a value that is neither true nor false`);
    }
    return textCondition(false, lowered, { literal: true });
  }
  if (operator === 'IpAddress' || operator === 'NotIpAddress') return compileAddress(condition);

  const [, family, name = ''] = /^(Numeric|Date)(.+)$/.exec(operator) ?? [];
  const comparison = COMPARISONS.get(name);
  if (family === undefined || comparison === undefined) return opaque(`condition operator ${operator}`);
  // aws:EpochTime is compared as a number too, in seconds.
  const isTime = family === 'Date' || factOf(key) === CURRENT_TIME;
  const points = values.map((value) =>
    family === 'Date' ? readDate(value) : readNumber(value) * (isTime ? 1000 : 1),
  );
  if (points.some(Number.isNaN)) return opaque(`${operator} on ${key} with the value ${values.join(', ')}`);
  return {
    family: isTime ? 'date' : 'number',
    negated: name === 'NotEquals',
    points,
    test: (value) => typeof value === 'number' && points.some((point) => comparison(value, point)),
  };
}

function opaque(reason: string): CompiledCondition {
  return { family: 'opaque', reason, variables: [] };
}

function textCondition(negated: boolean, values: readonly string[], options: GlobOptions): CompiledCondition {
  const patterns = values.map((value) => parseGlob(value, options));
  return {
    family: 'text',
    negated,
    patterns,
    test: (value) => typeof value === 'string' && patterns.some((pattern) => globMatches(pattern, value)),
  };
}

function compileNull({ key, qualifier, ifExists, values }: Condition): CompiledCondition {
  const value = values[0]?.toLowerCase();
  const understood = qualifier === undefined && !ifExists && values.length === 1;
  if (!understood || (value !== 'true' && value !== 'false')) return opaque(`Null on ${key}`);
  return { family: 'null', wantsAbsent: value === 'true' };
}

function compileAddress({ operator, key, values }: Condition): CompiledCondition {
  const ranges = values.map(readRange);
  const known = ranges.filter((range) => range !== undefined);
  if (known.length < ranges.length)
    return opaque(`${operator} on ${key} with the value ${values.join(', ')}`);
  return {
    family: 'address',
    negated: operator === 'NotIpAddress',
    points: known.flatMap(({ first, last }) => [first, last]),
    test: (value) =>
      typeof value === 'bigint' && known.some(({ first, last }) => first <= value && value <= last),
  };
}

/** NaN for what is not a plain decimal number. */
function readNumber(text: string): number {
  return /^[+-]?\d{1,15}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
}

/** Milliseconds since 1970; NaN for a form whose meaning is not certain. */
export function readDate(text: string): number {
  if (/^\d{9,11}$/.test(text)) return Number(text) * 1000;
  const understood = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/;
  return understood.test(text) ? Date.parse(text) : Number.NaN;
}
