import type { AssumeRootInput, Aws } from '../aws/api.ts';
import type { OwnRootUser } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';

/**
 * A member's root user, in a session for one task. AssumeRoot returns credentials but not their identity, so the
 * session itself is checked: GetCallerIdentity needs no permission, and no policy denies it.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 * @throws Failure for a session of any other identity: nothing is read or deleted with it
 */
export async function rootSession(aws: Aws, input: AssumeRootInput): Promise<OwnRootUser> {
  const credentials = await aws.sts.assumeRoot(input);
  const { accountId, arn } = await aws.stsWith(credentials).getCallerIdentity();
  if (accountId !== input.accountId || !arn.endsWith(':root')) {
    throw new Failure('failed', {
      what: `cannot use the root session: AWS answered with a session of ${arn} instead of the root user of account ${input.accountId}`,
      why: 'diverst did not use this session.',
      fix: ['check which endpoint is used: AWS_ENDPOINT_URL, and endpoint_url of the profile'],
    });
  }
  return aws.iam(credentials);
}
