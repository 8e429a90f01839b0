import type { PolicyDocument } from './document.ts';

/** The name of the inline policy that holds it. */
export const SELF_READ_POLICY = 'read-own-access';

/**
 * Lets people see who they are and what they are granted: their own user, the groups and the policies of Ops. What
 * the groups grant is where diverst finds a client's role.
 *
 * @param opsAccountId 12 digits
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function selfReadAccess(partition: string, opsAccountId: string): PolicyDocument {
  const own = (resource: string) => `arn:${partition}:iam::${opsAccountId}:${resource}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: ['iam:Get*', 'iam:List*'],
        Resource: [own('user/${aws:username}'), own('group/*'), own('policy/*')],
      },
    ],
  };
}
