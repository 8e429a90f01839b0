import type { AssumeRootInput, Aws, OwnRootUser } from '../aws/api.ts';

/**
 * A member's root user, in a session for one task.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html
 */
export async function rootSession(aws: Aws, input: AssumeRootInput): Promise<OwnRootUser> {
  return aws.iam(await aws.sts.assumeRoot(input));
}
