/**
 * The least identity policy that `close` needs in the management account. What it does inside Ops and the account itself
 * it does as the access role, which Organizations gives AdministratorAccess.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * @param accessRole name of the role that Organizations makes in each account
 */
export function accountClosePolicy(accessRole: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          'cloudtrail:DescribeTrails',
          'cloudtrail:GetEventSelectors',
          'cloudtrail:GetTrailStatus',
          'organizations:CloseAccount',
          'organizations:DescribeAccount',
          'organizations:DescribeOrganization',
          'organizations:ListAccounts',
          'organizations:ListDelegatedAdministrators',
          'organizations:ListDelegatedServicesForAccount',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListRoots',
          'organizations:ListTagsForResource',
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${accessRole}` },
    ],
  };
}
