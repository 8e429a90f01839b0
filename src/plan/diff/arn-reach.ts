import { globMatches, parseGlob } from '../../model/policy/glob.ts';

const fields = 6;

/**
 * Whether a resource of a policy may match an ARN. As IAM reads it, a wildcard stays within its field unless it is a
 * `*` at the end of one, which may reach past the colon, and the fields that are left out at the end stand for
 * anything. A policy variable may stand for anything, too.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function mayReach(pattern: string, arn: string): boolean {
  if (pattern === arn || pattern === '*') return true;
  // Most name one thing: there is nothing to try.
  if (!/[*?$]/.test(pattern) && pattern.split(':', fields).length === fields) return false;
  const expected = splitFields(withoutVariables(pattern));
  // IAM takes nothing else that does not begin as an ARN; what it would mean is not known.
  if (expected[0] !== 'arn') return globMatches(parseGlob(expected.join(':')), arn);
  const actual = arn.split(':');
  const matchesFrom = (field: number, part: number): boolean => {
    const wanted = expected[field];
    if (wanted === undefined) return actual.length - part >= fields - field;
    if (field === fields - 1) return matchesField(wanted, actual.slice(part).join(':'));
    const value = actual[part];
    if (value === undefined || !matchesField(wanted, value)) return false;
    const last = wanted.endsWith('*') ? actual.length : part + 1;
    for (let next = part + 1; next <= last; next += 1) if (matchesFrom(field + 1, next)) return true;
    return false;
  };
  return matchesFrom(0, 0);
}

/** Whether it matches the ARN whatever is not certain about it: for a Deny, and for what NotResource leaves out. */
export function surelyReaches(pattern: string, arn: string): boolean {
  if (pattern === '*') return true;
  if (hasVariable(pattern)) return false;
  const expected = splitFields(pattern);
  if (expected[0] !== 'arn') return false;
  const actual = splitFields(arn);
  return (
    actual.length === fields && actual.every((value, index) => matchesField(expected[index] ?? '*', value))
  );
}

/** A policy variable, without those that stand for the character in them. */
function hasVariable(pattern: string): boolean {
  return /\$\{(?![*?$]\})/.test(pattern);
}

/** The part of a pattern behind the fifth colon, where what is before it may match the ARNs of one account's IAM. */
export function iamResourceOf(pattern: string, partition: string, accountId: string): string | null {
  const expected = splitFields(withoutVariables(pattern));
  if (expected[0] !== 'arn') return expected.join(':') === '*' ? '*' : null;
  const wanted = ['arn', partition, 'iam', '', accountId];
  const isThere = wanted.every((value, index) => matchesField(expected[index] ?? '*', value));
  return isThere ? (expected[fields - 1] ?? '*') : null;
}

function withoutVariables(pattern: string): string {
  return pattern.replace(/\$\{(?![*?$]\})[^}]*\}/g, '*');
}

function matchesField(pattern: string, value: string): boolean {
  return globMatches(parseGlob(pattern, { escapes: true }), value);
}

/** At most six: the last one is all that follows the fifth colon. */
function splitFields(text: string): readonly string[] {
  const parts = text.split(':');
  return parts.length <= fields ? parts : [...parts.slice(0, fields - 1), parts.slice(fields - 1).join(':')];
}
