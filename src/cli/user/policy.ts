/**
 * The least identity policy that the commands about people need in the management account. What they do inside Ops they do
 * as the access role, which Organizations gives AdministratorAccess. Where sessions are ended, it is asked whether the
 * management account has a user of the same name.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * @param accessRole name of the role that Organizations makes in each account
 */
export function userPolicy(accessRole: string) {
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

/** As a help shows it. */
export function policyHelp(accessRole: string): string {
  const policy = JSON.stringify(userPolicy(accessRole), null, 2).replace(/^/gm, '  ');
  return `Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.`;
}
