/**
 * The least identity policy that `history` needs of an admin in the management account. The account is entered by the
 * access role, in sessions that are narrowed to looking up events and reading one role.
 * @param accessRole name of the role that Organizations makes in each account
 */
export function historyPolicy(accessRole: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'organizations:DescribeOrganization',
          'organizations:ListAccounts',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListRoots',
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${accessRole}` },
    ],
  };
}
