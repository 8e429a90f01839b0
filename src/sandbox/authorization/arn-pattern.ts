import { type GlobOptions, globMatches, readGlob } from './glob.ts';

const fields = 6;

/**
 * Whether an ARN matches a condition's pattern, field by field: a wildcard stays within its field, except in the last
 * one, which is all that follows the fifth colon.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatches(pattern: string, arn: string, options: GlobOptions): boolean {
  const expected = splitFields(pattern);
  const actual = splitFields(arn);
  if (actual.length !== fields || expected.length !== fields || expected[0] !== 'arn') return false;
  return actual.every((value, index) => fieldMatches(expected[index] ?? '', value, options));
}

/**
 * Whether an ARN matches a pattern of a Resource element. There a `*` that ends a field can match past its colon, and
 * the fields that the pattern leaves out at its end stand for anything.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceArnMatches(pattern: string, arn: string, options: GlobOptions): boolean {
  const expected = splitFields(pattern);
  const actual = arn.split(':');
  if (actual.length < fields || expected[0] !== 'arn') return false;

  const matchesFrom = (field: number, part: number): boolean => {
    const wanted = expected[field];
    // As if it ended in as many wildcards as it lacks fields.
    if (wanted === undefined) return actual.length - part >= fields - field;
    if (field === fields - 1) return fieldMatches(wanted, actual.slice(part).join(':'), options);
    const value = actual[part];
    if (value === undefined || !fieldMatches(wanted, value, options)) return false;
    // What is left must do for the fields that follow.
    const last = wanted.endsWith('*') ? actual.length : part + 1;
    for (let next = part + 1; next <= last; next += 1) if (matchesFrom(field + 1, next)) return true;
    return false;
  };
  return matchesFrom(0, 0);
}

function fieldMatches(pattern: string, value: string, options: GlobOptions): boolean {
  const glob = readGlob(pattern, options);
  return glob !== undefined && globMatches(glob, value);
}

/** Splits at the colons, not counting those in `${aws:username}`, into at most six fields. */
function splitFields(text: string): string[] {
  const parts: string[] = [];
  let field = '';
  let depth = 0;
  for (const character of text) {
    if (character === '{') depth += 1;
    if (character === '}') depth = Math.max(0, depth - 1);
    if (character === ':' && depth === 0 && parts.length < fields - 1) {
      parts.push(field);
      field = '';
    } else {
      field += character;
    }
  }
  return [...parts, field];
}
