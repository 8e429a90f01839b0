import type { ControlPolicyType } from '../control-policies.ts';
import type { GuardrailName, GuardrailsStructure } from '../guardrails.ts';
import type { StatementDocument } from '../policy/document.ts';
import type { Structure } from '../structure.ts';
import type { Exceptions } from './exceptions.ts';

/*
 * What each guardrail denies, as statements with fixed Sids. They are written so that where AWS behaved otherwise than
 * its pages say, they would deny too little rather than cut off what the company does: a key that is left out of a
 * request lets the request through, but for `aws:PrincipalOrgID`, without which a caller is an outsider.
 *
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps_syntax.html
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html
 */

export interface StatementContext {
  readonly structure: Structure;
  readonly guardrails: GuardrailsStructure;
  readonly exceptions: Exceptions;
  readonly partition: string;
  readonly organizationId: string;
}

interface GuardrailStatements {
  readonly type: ControlPolicyType;
  readonly statements: (context: StatementContext) => readonly StatementDocument[];
}

/**
 * The actions that change the permissions of a role, its trust policy, or whether it exists. `AcquireRole` is not among
 * them: AWS requires the permission to create the role.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
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

/** What changes what a customer managed policy allows, to whatever it is attached, or bounds. */
const policyChanges = [
  'iam:CreatePolicyVersion',
  'iam:DeletePolicy',
  'iam:DeletePolicyVersion',
  'iam:SetDefaultPolicyVersion',
];

/** What sets a tag of a role or a policy, or takes it off. */
const tagChanges = [
  'iam:CreatePolicy',
  'iam:CreateRole',
  'iam:TagPolicy',
  'iam:TagRole',
  'iam:UntagPolicy',
  'iam:UntagRole',
];

/** What somebody can sign in with as a user, new or there already. */
const credentialsOfUsers = [
  'iam:CreateAccessKey',
  'iam:CreateLoginProfile',
  'iam:CreateServiceSpecificCredential',
  'iam:CreateUser',
  'iam:ResetServiceSpecificCredential',
  'iam:UpdateLoginProfile',
  'iam:UploadSigningCertificate',
  'iam:UploadSSHPublicKey',
];

/** By whom a role can be assumed without being anybody in AWS. */
const providers = [
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:CreateOpenIDConnectProvider',
  'iam:CreateSAMLProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:UpdateSAMLProvider',
  'rolesanywhere:CreateTrustAnchor',
  'rolesanywhere:EnableTrustAnchor',
  'rolesanywhere:UpdateTrustAnchor',
];

const managedByTag = 'diverst:managed-by';

export const guardrailStatements: Readonly<Record<GuardrailName, GuardrailStatements>> = {
  leave: {
    type: 'SERVICE_CONTROL_POLICY',
    // An invitation is accepted in the account that it takes away.
    // https://docs.aws.amazon.com/organizations/latest/userguide/orgs_account_migration.html
    statements: () => [
      deny('DiverstLeave', [
        'account:CloseAccount',
        'organizations:AcceptHandshake',
        'organizations:LeaveOrganization',
      ]),
    ],
  },
  'root-user': {
    type: 'SERVICE_CONTROL_POLICY',
    // Sessions of AssumeRoot are root's, too, and alone carry the key: by them credentials of root users are removed.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-assumedroot
    statements: ({ partition }) => [
      deny('DiverstRootUser', '*', {
        Condition: {
          ArnLike: { 'aws:PrincipalArn': `arn:${partition}:iam::*:root` },
          Null: { 'aws:AssumedRoot': 'true' },
        },
      }),
    ],
  },
  roles: { type: 'SERVICE_CONTROL_POLICY', statements: roles },
  lateral: { type: 'SERVICE_CONTROL_POLICY', statements: lateral },
  outsiders: { type: 'RESOURCE_CONTROL_POLICY', statements: outsiders },
  mfa: {
    type: 'SERVICE_CONTROL_POLICY',
    // Without temporary credentials the key of MFA is not there; of roles and federated users no name is.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-multifactorauthpresent
    statements: () => [
      deny('DiverstMfa', 'sts:AssumeRole', {
        Condition: {
          BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' },
          Null: { 'aws:username': 'false' },
        },
      }),
    ],
  },
  people: {
    type: 'SERVICE_CONTROL_POLICY',
    statements: (context) => [
      deny('DiverstPeople', credentialsOfUsers, { Condition: notTheAccessRole(context) }),
    ],
  },
  federation: {
    type: 'SERVICE_CONTROL_POLICY',
    statements: (context) => [deny('DiverstFederation', providers, { Condition: notTheAccessRole(context) })],
  },
};

/**
 * The access role and the roles that this program made are changed by the access role only. Nobody else may set a tag of
 * this program's, or take it off, whatever its case: to IAM it is the same tag. Creating the access role is denied as
 * well, since what has its name is excepted. A policy that such a role has, or is bounded by, is protected by the same tag,
 * which this program does not set: it attaches AWS's own policies only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_naming_best-practices
 */
function roles(context: StatementContext): readonly StatementDocument[] {
  const { structure } = context;
  const except = notTheAccessRole(context);
  const tags = [...Object.values(structure.kinds).map(({ tag }) => tag), managedByTag].sort();
  return [
    deny('DiverstRolesAccess', ['iam:CreateRole', ...roleChanges], {
      Resource: accessRoleArn(context),
      Condition: except,
    }),
    deny('DiverstRolesTagged', [...policyChanges, ...roleChanges], {
      Condition: { StringLike: { [`aws:ResourceTag/${managedByTag}`]: '*' }, ...except },
    }),
    deny('DiverstRolesTags', tagChanges, {
      // ForAllValues would hold for a request without any tag.
      Condition: { 'ForAnyValue:StringEqualsIgnoreCase': { 'aws:TagKeys': tags }, ...except },
    }),
  ];
}

/**
 * Roles are assumed in the own account only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-resourceaccount
 */
function lateral({ exceptions }: StatementContext): readonly StatementDocument[] {
  const { reach, hubs } = exceptions;
  return [
    deny('DiverstLateral', 'sts:AssumeRole', {
      Condition: {
        Null: { 'aws:ResourceAccount': 'false' },
        StringNotEquals: {
          ...(hubs.length === 0 ? {} : { 'aws:PrincipalAccount': oneOrMany(hubs) }),
          'aws:ResourceAccount': oneOrMany(['${aws:PrincipalAccount}', ...reach]),
        },
      },
    }),
  ];
}

/**
 * Roles are assumed from within the organization, by vendors, by services of AWS, and by the identity providers that are
 * named. A provider is known by the claims of its tokens, whose keys begin with its address.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_examples.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html#condition-keys-wif
 */
function outsiders({ guardrails, organizationId }: StatementContext): readonly StatementDocument[] {
  const { vendors, issuers } = guardrails;
  const everybody = { Principal: '*' } as const;
  return [
    deny('DiverstOutsiders', 'sts:AssumeRole', {
      ...everybody,
      Condition: {
        BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' },
        StringNotEqualsIfExists: {
          ...(vendors.length === 0 ? {} : { 'aws:PrincipalAccount': oneOrMany([...vendors].sort()) }),
          'aws:PrincipalOrgID': organizationId,
        },
      },
    }),
    ...(issuers === null
      ? []
      : [
          deny('DiverstIssuers', 'sts:AssumeRoleWithWebIdentity', {
            ...everybody,
            ...(issuers.length === 0
              ? {}
              : {
                  Condition: {
                    Null: Object.fromEntries(issuers.flatMap(claims).map((key) => [key, 'true'])),
                  },
                }),
          }),
        ]),
  ];
}

/** Providers whose tokens are not those of OpenID Connect, and have one claim that AWS knows. */
const appIds: ReadonlySet<string> = new Set(['graph.facebook.com', 'www.amazon.com']);

/** A token of the provider gives one of these keys at least. */
function claims(issuer: string): readonly string[] {
  return appIds.has(issuer) ? [`${issuer}:app_id`] : [`${issuer}:aud`, `${issuer}:sub`];
}

/**
 * Exactly that role: a role of the same name under a path has another ARN, and a wildcard in one part of an ARN does not
 * reach into the next.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
function notTheAccessRole(context: StatementContext) {
  return { ArnNotLike: { 'aws:PrincipalArn': accessRoleArn(context) } };
}

function accessRoleArn({ partition, structure }: StatementContext): string {
  return `arn:${partition}:iam::*:role/${structure.accessRole}`;
}

function deny(
  Sid: string,
  Action: string | readonly string[],
  more: Partial<StatementDocument> = {},
): StatementDocument {
  return { Sid, Effect: 'Deny', Action, Resource: '*', ...more };
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [only, second] = values;
  return only !== undefined && second === undefined ? only : values;
}
