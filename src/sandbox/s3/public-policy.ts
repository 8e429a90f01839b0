import { readPolicy } from '../authorization/policy-document.ts';

/** Keys that keep a statement from being for everybody, if it fixes their values. */
const narrowing = new Set([
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  'aws:userid',
  'aws:username',
]);

/**
 * Whether a bucket policy allows something to everybody.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
export function isPublic(document: string): boolean {
  return readPolicy(document).statements.some(({ effect, principals, conditions }) => {
    if (effect !== 'Allow' || principals === null) return false;
    const isForAll = principals.negated || (principals.values['AWS'] ?? []).includes('*');
    const isNarrowed = conditions.some(
      ({ operator, key, values }) =>
        narrowing.has(key.toLowerCase()) &&
        !/Not|IfExists$|^ForAllValues/.test(operator) &&
        values.every((value) => !/[*?]|\/0$/.test(value)),
    );
    return isForAll && !isNarrowed;
  });
}
