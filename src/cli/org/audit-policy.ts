import { policyReads } from './control-policies-policy.ts';
import { rootReads } from './root-policy.ts';
import { trailReads } from './trail-policy.ts';

/** The reads of an audit for delegated access; Organizations has no resource for most of them. */
export const delegationReads = [
  'organizations:DescribeResourcePolicy',
  'organizations:ListAWSServiceAccessForOrganization',
  'organizations:ListDelegatedAdministrators',
  'organizations:ListDelegatedServicesForAccount',
] as const;

/**
 * What an audit asks of the users of the management account; those of Ops are asked as the access role.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const userReads = [
  'iam:GetAccessKeyLastUsed',
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:ListAccessKeys',
  'iam:ListMFADevices',
] as const;

/**
 * The least identity policy that `org audit` and `org show` need in the management account. Members are entered by the
 * access role, which is an administrator: the session is narrowed to IAMReadOnlyAccess, so that nothing can be changed.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * @param accessRole name of the role that Organizations makes in each account
 * @param more further actions on everything
 */
export function auditPolicy(accessRole: string, more: readonly string[] = []) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: [
          ...trailReads,
          ...policyReads,
          ...delegationReads,
          'iam:GetAccountAuthorizationDetails',
          ...rootReads,
          ...userReads,
          'organizations:DescribeOrganization',
          'organizations:ListAccounts',
          'organizations:ListOrganizationalUnitsForParent',
          'organizations:ListRoots',
          ...more,
        ],
        Resource: '*',
      },
      { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: `arn:aws:iam::*:role/${accessRole}` },
    ],
  };
}
