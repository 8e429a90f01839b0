import { type GlobOptions, globMatches, readGlob } from './glob.ts';

const fields = 6;

/**
 * Whether an ARN matches a pattern field by field: a wildcard stays within its field, except in the last one, which
 * is all that follows the fifth colon.
 *
 * @param missing what the fields stand for that the pattern leaves out at its end: in a policy's Resource element
 * anything, in a condition nothing
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function arnMatches(
  pattern: string,
  arn: string,
  options: GlobOptions,
  missing: 'anything' | 'nothing',
): boolean {
  const expected = splitFields(pattern);
  const actual = splitFields(arn);
  if (actual.length !== fields || expected[0] !== 'arn') return false;
  if (expected.length !== fields && missing === 'nothing') return false;
  return actual.every((value, index) => {
    const field = expected[index];
    if (field === undefined) return true;
    const glob = readGlob(field, options);
    return glob !== undefined && globMatches(glob, value);
  });
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
