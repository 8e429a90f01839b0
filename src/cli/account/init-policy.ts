/**
 * The least identity policy that `init` of every kind needs in the management account. What it does inside Ops and the
 * account itself it does as the access role, which Organizations gives AdministratorAccess. Policies are only read for an
 * account that was there before and is moved.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * @param accessRole name of the role that Organizations makes in each account
 */
export function accountInitPolicy(accessRole: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'organizations:CreateAccount',
          'organizations:DescribeAccount',
          'organizations:DescribeCreateAccountStatus',
          'organizations:DescribeOrganization',
          'organizations:DescribePolicy',
          'organizations:ListAccounts',
          'organizations:ListCreateAccountStatus',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListPolicies',
          'organizations:ListRoots',
          'organizations:ListTargetsForPolicy',
          'organizations:MoveAccount',
          'organizations:TagResource',
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${accessRole}` },
    ],
  };
}
