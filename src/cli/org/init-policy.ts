import { managedPolicyArn, type Structure } from '../../model/structure.ts';
import { newGuardrailStatements, policyReads } from './control-policies-policy.ts';
import { rootManagementStatements } from './root-policy.ts';
import { trailReads, trailStatements } from './trail-policy.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/**
 * The least identity policy that `org init` needs in the management account. Inside Ops it acts as the access role, to
 * which Organizations gives AdministratorAccess. An identity that can attach AdministratorAccess to the admins' group,
 * and is in that group or can be added to it, is an administrator: the policy is meant for the one run that creates the
 * organization.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function orgInitPolicy(structure: Structure) {
  const { adminPolicies, groups, accessRole } = structure;
  const group = `arn:aws:iam::*:group/${groups.admin}`;
  const arns = adminPolicies.map((policy) => managedPolicyArn('aws', policy));
  const writesInline = !arns.some((arn) => arn.endsWith(':policy/AdministratorAccess'));
  const statements: readonly Statement[] = [
    {
      Effect: 'Allow',
      Action: [
        ...(structure.trail === null ? [] : trailReads),
        ...(structure.guardrails === null ? [] : policyReads),
        'organizations:CreateAccount',
        'organizations:CreateOrganization',
        'organizations:CreateOrganizationalUnit',
        'organizations:DescribeAccount',
        'organizations:DescribeCreateAccountStatus',
        'organizations:DescribeOrganization',
        'organizations:ListAccounts',
        'organizations:ListCreateAccountStatus',
        'organizations:ListOrganizationalUnitsForParent',
        'organizations:ListRoots',
        'organizations:MoveAccount',
        'organizations:TagResource',
        'iam:GetAccountAuthorizationDetails',
        ...(structure.centralRootAccess ? ['iam:ListOrganizationsFeatures'] : []),
      ],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['iam:CreateServiceLinkedRole'],
      Resource: 'arn:aws:iam::*:role/aws-service-role/organizations.amazonaws.com/*',
      Condition: { StringEquals: { 'iam:AWSServiceName': 'organizations.amazonaws.com' } },
    },
    { Effect: 'Allow', Action: ['iam:GetPolicy'], Resource: 'arn:aws:iam::aws:policy/*' },
    {
      Effect: 'Allow',
      Action: [
        'iam:CreateGroup',
        'iam:GetGroup',
        'iam:ListAttachedGroupPolicies',
        ...(writesInline ? ['iam:GetGroupPolicy', 'iam:PutGroupPolicy'] : []),
      ],
      Resource: group,
    },
    ...(arns.length === 0
      ? []
      : [
          {
            Effect: 'Allow' as const,
            Action: ['iam:AttachGroupPolicy'],
            Resource: group,
            Condition: { ArnEquals: { 'iam:PolicyARN': arns } },
          },
        ]),
    ...rootManagementStatements(structure),
    ...trailStatements(structure),
    ...newGuardrailStatements(structure),
    { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: `arn:aws:iam::*:role/${accessRole}` },
  ];
  return { Version: '2012-10-17', Statement: statements };
}
