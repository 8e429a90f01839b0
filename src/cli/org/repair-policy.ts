import type { Structure } from '../../model/structure.ts';
import { auditPolicy } from './audit-policy.ts';
import { guardrailStatements } from './control-policies-policy.ts';
import { rootManagementStatements, rootTaskStatements } from './root-policy.ts';
import { trailStatements } from './trail-policy.ts';

/**
 * The least identity policy that `org repair` needs in the management account for everything that it can repair: the
 * reads of an audit, and the changes there. It accesses Ops and members through the access role. An identity that can
 * change the policies of the admins' group is an administrator, whatever else the policy says.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export function orgRepairPolicy(structure: Structure) {
  const { accessRole, adminPolicies, groups } = structure;
  const writesInline = !adminPolicies.some((policy) => /(^|\/)AdministratorAccess$/.test(policy));
  const { Version, Statement } = auditPolicy(accessRole);
  return {
    Version,
    Statement: [
      ...Statement,
      ...rootManagementStatements(structure),
      ...rootTaskStatements(structure),
      ...trailStatements(structure, ['cloudtrail:PutEventSelectors', 'cloudtrail:UpdateTrail']),
      ...guardrailStatements(structure),
      {
        Effect: 'Allow',
        Action: [
          'organizations:CreateAccount',
          'organizations:CreateOrganizationalUnit',
          'organizations:DescribeAccount',
          'organizations:DescribeCreateAccountStatus',
          'organizations:ListCreateAccountStatus',
          'organizations:MoveAccount',
          'organizations:TagResource',
        ],
        Resource: '*',
      },
      {
        Effect: 'Allow',
        Action: [
          'iam:AttachGroupPolicy',
          'iam:CreateGroup',
          'iam:DeleteGroupPolicy',
          'iam:DetachGroupPolicy',
          'iam:GetGroup',
          'iam:GetGroupPolicy',
          'iam:ListAttachedGroupPolicies',
          ...(writesInline ? ['iam:PutGroupPolicy'] : []),
        ],
        Resource: `arn:aws:iam::*:group/${groups.admin}`,
      },
    ],
  };
}
