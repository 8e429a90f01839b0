import { newPolicyId } from './ids.ts';
import type { SandboxState } from './state.ts';
import type { ControlPolicyType, OrganizationPolicyState } from './state-of-organizations.ts';

const accessRole = 'arn:aws:iam::*:role/OrganizationAccountAccessRole';
const notTheAccessRole = { ArnNotLike: { 'aws:PrincipalArn': accessRole } };

const roleChanges = [
  'iam:AttachRolePolicy',
  'iam:DeleteRole',
  'iam:DeleteRolePermissionsBoundary',
  'iam:DeleteRolePolicy',
  'iam:DetachRolePolicy',
  'iam:PutRolePermissionsBoundary',
  'iam:PutRolePolicy',
  'iam:UpdateAssumeRolePolicy',
  'iam:UpdateRole',
  'iam:UpdateRoleDescription',
];

const policyChanges = [
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
];

const tagChanges = [
  'iam:CreatePolicy',
  'iam:CreateRole',
  'iam:TagPolicy',
  'iam:TagRole',
  'iam:UntagPolicy',
  'iam:UntagRole',
];

function deny(Sid: string, Action: string | readonly string[], more: object) {
  return { Sid, Effect: 'Deny', Action, Resource: '*', ...more };
}

/** Everybody stays in the organization, and root users do nothing. */
const everywhere = [
  deny(
    'DiverstLeave',
    ['account:CloseAccount', 'organizations:AcceptHandshake', 'organizations:LeaveOrganization'],
    {},
  ),
  deny('DiverstRootUser', '*', {
    Condition: {
      ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' },
      Null: { 'aws:AssumedRoot': 'true' },
    },
  }),
];

/** What holds for the accounts that people of Ops work in, and does not for Ops. */
const ofClients = [
  deny('DiverstRolesAccess', ['iam:CreateRole', ...roleChanges], {
    Resource: accessRole,
    Condition: notTheAccessRole,
  }),
  deny('DiverstRolesTagged', [...policyChanges, ...roleChanges], {
    Condition: { StringLike: { 'aws:ResourceTag/diverst:managed-by': '*' }, ...notTheAccessRole },
  }),
  deny('DiverstRolesTags', tagChanges, {
    Condition: {
      'ForAnyValue:StringEqualsIgnoreCase': {
        'aws:TagKeys': ['diverst:client', 'diverst:environment', 'diverst:managed-by'],
      },
      ...notTheAccessRole,
    },
  }),
  deny('DiverstLateral', 'sts:AssumeRole', {
    Condition: {
      Null: { 'aws:ResourceAccount': 'false' },
      StringNotEquals: { 'aws:ResourceAccount': '${aws:PrincipalAccount}' },
    },
  }),
];

function outsiders(organizationId: string) {
  return {
    ...deny('DiverstOutsiders', 'sts:AssumeRole', {}),
    Principal: '*',
    Condition: {
      StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId },
      BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
    },
  };
}

/**
 * The guardrails, as they would have been attached long ago, and root users that are managed centrally: the one of Ops
 * has nothing to sign in with, that of the management account has a password and MFA.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user.html#id_root-user-access-management
 */
export function addBaseGuardrails(
  state: SandboxState,
  { environments, users }: { readonly environments: string; readonly users: string },
  now: number,
): void {
  const { organization, managementAccountId } = state;
  if (organization === null) return;
  const ids = { ...state, serial: 0 };
  const policies: Record<string, OrganizationPolicyState> = {};
  const attachments: typeof organization.attachments = {};
  const add = (targetId: string, type: ControlPolicyType, name: string, statements: readonly object[]) => {
    const id = newPolicyId(ids);
    policies[id] = {
      id,
      type,
      name,
      description: 'Guardrails of diverst',
      content: {
        document: JSON.stringify({ Version: '2012-10-17', Statement: statements }),
        effectiveAt: now,
      },
      tags: { 'diverst:managed-by': 'diverst' },
    };
    attachments[targetId] = {
      ...attachments[targetId],
      [id]: { isAttached: true, effectiveAt: now },
    };
  };
  const rcp = [outsiders(organization.id)];
  add(environments, 'SERVICE_CONTROL_POLICY', 'diverst-guardrails', [...everywhere, ...ofClients]);
  add(environments, 'RESOURCE_CONTROL_POLICY', 'diverst-guardrails', rcp);
  add(users, 'SERVICE_CONTROL_POLICY', 'diverst-guardrails-ops', everywhere);
  add(users, 'RESOURCE_CONTROL_POLICY', 'diverst-guardrails-ops', rcp);
  organization.policies = policies;
  organization.attachments = attachments;
  organization.policyTypes = {
    SERVICE_CONTROL_POLICY: { enabledAt: now },
    RESOURCE_CONTROL_POLICY: { enabledAt: now },
  };
  organization.trustedServices = { ...organization.trustedServices, 'iam.amazonaws.com': now };
  organization.rootFeatures = ['RootCredentialsManagement'];
  for (const [accountId, iam] of Object.entries(state.iam)) {
    const isManagement = accountId === managementAccountId;
    iam.root = {
      hasPassword: isManagement,
      mfaDevices: isManagement ? [`arn:aws:iam::${accountId}:mfa/root-account-mfa-device`] : [],
      signingCertificates: [],
    };
  }
}
