import type { PolicyDescriptorType } from '@aws-sdk/client-sts';
import { requirePolicyArn } from '../iam/attached-policies.ts';
import { requireText, validationError } from '../iam/constraints.ts';
import { malformedPolicy } from '../iam/errors.ts';
import { effectiveManagedPolicy } from '../iam/managed-policies.ts';
import { checkIdentityPolicy } from '../iam/policy-syntax.ts';
import type { SandboxState } from '../state.ts';

const arnQuota = 10;

/**
 * The documents that limit a session: the one in the request and those of the managed policies that it names, which
 * must be in the role's account.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session
 *
 * @throws SandboxError MalformedPolicyDocument, ValidationError
 */
export function readSessionPolicies(
  input: {
    readonly Policy?: string | undefined;
    readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined;
  },
  roleAccountId: string,
  state: SandboxState,
  now: number,
): string[] {
  const documents: string[] = [];
  if (input.Policy !== undefined) {
    const text = requireText(input.Policy, 'policy', { min: 1, max: 2048 });
    documents.push(checkIdentityPolicy(text, { parameter: 'policy' }));
  }
  const named = input.PolicyArns ?? [];
  if (named.length > arnQuota) {
    throw validationError(`The number of session policies exceeds the limit of ${arnQuota}.`);
  }
  for (const { arn: value } of named) {
    const arn = requirePolicyArn(value);
    const owner = arn.split(':')[4];
    const document =
      owner === 'aws' || owner === roleAccountId ? effectiveManagedPolicy(state, arn, now) : undefined;
    if (document === undefined) throw malformedPolicy(`The policy ${arn} could not be found.`);
    documents.push(document);
  }
  return documents;
}
