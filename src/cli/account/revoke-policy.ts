/**
 * The least identity policy that `revoke` needs in the management account. Ops and the accounts are entered by the access
 * role, their event history in sessions that can do nothing else. Whether a person is a user of the management account
 * is asked there.
 * @param accessRole name of the role that Organizations makes in each account
 */
export function revokePolicy(accessRole: string) {
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
      { Effect: 'Allow', Action: 'iam:ListAttachedUserPolicies', Resource: 'arn:aws:iam::*:user/*' },
    ],
  };
}
