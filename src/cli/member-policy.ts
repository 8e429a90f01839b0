/** The reads of Organizations that every command needs to find accounts. */
const reads = [
  'organizations:DescribeOrganization',
  'organizations:ListAccounts',
  'organizations:ListOrganizationalUnitsForParent',
  'organizations:ListRoots',
];

/** The least identity policy to list the accounts of the organization. */
export const accountsPolicy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: reads, Resource: '*' }],
};

/**
 * The least identity policy that a command needs in the management account which finds accounts and works in them as the
 * access role: that one Organizations gives AdministratorAccess.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * @param accessRole name of the role that Organizations makes in each account
 * @param more further actions on everything
 */
export function memberPolicy(accessRole: string, more: readonly string[] = []) {
  return {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: [...reads, ...more].sort(), Resource: '*' },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${accessRole}` },
    ],
  };
}

/** The same where sessions are ended: it is asked whether the management account has a user of the person's name. */
export function revokingPolicy(accessRole: string) {
  const { Version, Statement } = memberPolicy(accessRole);
  const users = {
    Effect: 'Allow',
    Action: 'iam:ListAttachedUserPolicies',
    Resource: 'arn:aws:iam::*:user/*',
  };
  return { Version, Statement: [...Statement, users] };
}

/** What no policy can know, for the help of a command that lists accounts. */
export function withoutPaths(action = 'organizations:ListParents'): string {
  return `Emulators and partitions in which ListAccounts gives no Paths also need ${action}.`;
}
