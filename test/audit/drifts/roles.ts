import { revocationDocument } from '../../../src/model/revocations.ts';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { outside } from '../cast.ts';
import { drifts, ofBase, ofShortForm } from '../drift.ts';
import {
  accessRoleOf,
  addAccount,
  addRole,
  addUser,
  awsPolicy,
  documentOf,
  iamOf,
  type Json,
  letIn,
  putInline,
  putInlineText,
  remake,
  remove,
  roleOf,
  rootOf,
} from '../edits.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** As diverst writes it. @param before epoch milliseconds */
function revocation(person: string | null, before: number): string {
  return JSON.stringify(revocationDocument({ person, before }));
}

/** Roles of accounts among the environments that let in somebody who has no business there. */
export const environmentRoles = drifts(
  {
    config: 'staging',
    expect: { check: 'role-other-trust', severity: 'high', subject: /staging/ },
    repair: 'no',
    touches: 'staging',
    kinds: ofShortForm,
  },
  [
    {
      name: 'staging: a role that an account outside may assume',
      apply: (state, { staging }) =>
        void addRole(state, staging ?? '', 'vendor', documentOf(letIn(rootOf(outside)))),
    },
    {
      name: 'staging: a role that a client may assume, beside Ops',
      apply: (state, { staging, client, ops }) =>
        void addRole(
          state,
          staging ?? '',
          'deploy',
          documentOf(letIn([rootOf(ops), rootOf(client.accountId)])),
        ),
    },
    {
      name: 'staging: a role for an identity provider of its own, whoever signs in there',
      apply: (state, { staging }) =>
        void addRole(
          state,
          staging ?? '',
          'pipeline',
          documentOf({
            Effect: 'Allow',
            Principal: {
              Federated: `arn:aws:iam::${staging}:oidc-provider/token.actions.githubusercontent.com`,
            },
            Action: 'sts:AssumeRoleWithWebIdentity',
          }),
        ),
    },
    {
      name: 'staging: a role that everyone may assume',
      apply: (state, { staging }) => void addRole(state, staging ?? '', 'open', documentOf(letIn('*'))),
    },
    {
      name: 'an account in Envs that nobody named: a role that an account outside may assume',
      kinds: ofShortForm,
      config: 'default',
      expect: { check: 'role-other-trust', severity: 'high', subject: /tools/ },
      touches: 'tools',
      apply: (state, { environments }) =>
        void addRole(
          state,
          addAccount(state, 'tools', environments),
          'vendor',
          documentOf(letIn(rootOf(outside))),
        ),
    },
  ],
);

/** Access roles that let others in than the management account. */
export const accessRoles = drifts(
  {
    expect: { check: 'access-role-trust', severity: 'high', subject: /CLIENT/ },
    repair: 'named',
    touches: 'client',
  },
  [
    {
      name: 'access role: another client too',
      doors: { opens: [{ who: 'neighbour', role: 'OrganizationAccountAccessRole' }] },
      apply: (state, { client, management, other }) =>
        trustAccess(state, client.accountId, letIn([rootOf(management), rootOf(other.accountId)])),
    },
    {
      name: 'access role: Ops too',
      doors: { opens: [{ who: 'colleague', role: 'OrganizationAccountAccessRole' }] },
      apply: (state, { client, management, ops }) =>
        trustAccess(state, client.accountId, letIn([management, ops], { Action: 'sts:AssumeRole' })),
    },
    {
      name: 'access role: everyone',
      doors: { opens: [{ who: 'stranger', role: 'OrganizationAccountAccessRole' }] },
      apply: (state, { client, management }) =>
        trustAccess(
          state,
          client.accountId,
          letIn(rootOf(management), { Action: 'sts:AssumeRole' }),
          letIn('*', { Action: 'sts:AssumeRole' }),
        ),
    },
    {
      name: 'access role: everyone but one, by NotPrincipal',
      doors: { opens: [{ who: 'stranger', role: 'OrganizationAccountAccessRole' }] },
      apply: (state, { client, other }) =>
        trustAccess(state, client.accountId, {
          Effect: 'Allow',
          NotPrincipal: { AWS: rootOf(other.accountId) },
          Action: 'sts:AssumeRole',
        }),
    },
    {
      name: 'access role: the client’s own account too',
      doors: { opens: [{ who: 'inmate', role: 'OrganizationAccountAccessRole' }] },
      apply: (state, { client, management }) =>
        trustAccess(state, client.accountId, letIn([rootOf(management), rootOf(client.accountId)])),
    },
    {
      name: 'access role: an identity provider',
      apply: (state, { client, management }) =>
        trustAccess(state, client.accountId, letIn(rootOf(management)), {
          Effect: 'Allow',
          Principal: { Federated: `arn:aws:iam::${client.accountId}:saml-provider/idp` },
          Action: 'sts:AssumeRoleWithSAML',
        }),
    },
    {
      name: 'access role: an account outside the organization, of Ops',
      kinds: ofBase,
      expect: { check: 'access-role-trust', severity: 'high', subject: /Ops/ },
      touches: 'ops-access',
      apply: (state, { ops, management }) =>
        trustAccess(state, ops, letIn([rootOf(management), rootOf(outside)], { Action: 'sts:AssumeRole' })),
    },
    {
      name: 'access role: the service EC2, of staging',
      kinds: ofShortForm,
      config: 'staging',
      expect: { check: 'access-role-trust', severity: 'high', subject: /staging/ },
      touches: 'staging-access',
      apply: (state, { staging, management }) =>
        trustAccess(state, staging ?? '', letIn(rootOf(management), { Action: 'sts:AssumeRole' }), {
          Effect: 'Allow',
          Principal: { Service: 'ec2.amazonaws.com' },
          Action: 'sts:AssumeRole',
        }),
    },
  ],
);

/** The client's role is not there, or is not the one that it should be. */
export const clientRoles = drifts({ repair: 'no', touches: 'client' }, [
  {
    name: 'role deleted',
    expect: { check: 'role-missing', severity: 'medium', subject: /CLIENT/ },
    explains: ['grant-dangling'],
    repair: 'yes',
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => remove(iamOf(state, client.accountId).roles, client.role),
  },
  {
    name: 'role of another case',
    expect: { check: 'role-misnamed', severity: 'medium', subject: /CLIENT/i },
    explains: ['role-missing', 'grant-dangling'],
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => void remake(state, client, { name: client.role.toUpperCase() }),
  },
  {
    name: 'role of another name',
    expect: { check: 'role-misnamed', severity: 'medium', subject: /CLIENT/ },
    explains: ['role-missing', 'role-second', 'grant-dangling'],
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => void remake(state, client, { name: `${client.name}-prod` }),
  },
  {
    name: 'a second role for Ops',
    expect: { check: 'role-second', severity: 'high', subject: /CLIENT/ },
    doors: { opens: [{ who: 'colleague', role: 'CLIENT-readonly' }] },
    apply: (state, { client, ops }) =>
      void addRole(state, client.accountId, `${client.name}-readonly`, documentOf(letIn(rootOf(ops)))),
  },
  {
    name: 'a second role for one user of Ops, with an external id',
    expect: { check: 'role-second', severity: 'high', subject: /deploy/ },
    doors: { opens: [{ who: 'colleague', role: 'deploy', with: { ExternalId: 'ci' } }] },
    apply: (state, { client, ops }) =>
      void addRole(
        state,
        client.accountId,
        'deploy',
        documentOf(
          letIn(`arn:aws:iam::${ops}:user/colleague`, {
            Condition: { StringEquals: { 'sts:ExternalId': 'ci' } },
          }),
        ),
      ),
  },
  {
    name: 'a role for another client',
    expect: { check: 'role-other-trust', severity: 'high', subject: /backdoor/ },
    doors: { opens: [{ who: 'neighbour', role: 'backdoor' }] },
    apply: (state, { client, other }) =>
      void addRole(state, client.accountId, 'backdoor', documentOf(letIn(other.accountId))),
  },
  {
    name: 'a role for an account outside the organization, with an external id',
    expect: { check: 'role-other-trust', severity: 'high', subject: /vendor/ },
    doors: { opens: [{ who: 'stranger', role: 'vendor', with: { ExternalId: 'agreed' } }] },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'vendor',
        documentOf(letIn(rootOf(outside), { Condition: { StringEquals: { 'sts:ExternalId': 'agreed' } } })),
      ),
  },
  {
    name: 'a role for everyone',
    expect: { check: 'role-other-trust', severity: 'high', subject: /open/ },
    doors: { opens: [{ who: 'stranger', role: 'service-role/open' }] },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'open',
        documentOf({ ...letIn('*'), Principal: '*' }),
        '/service-role/',
      ),
  },
  {
    name: 'a role for everyone but one',
    expect: { check: 'role-other-trust', severity: 'high', subject: /nearly/ },
    doors: { opens: [{ who: 'stranger', role: 'nearly' }] },
    apply: (state, { client, other }) =>
      void addRole(
        state,
        client.accountId,
        'nearly',
        documentOf({ Effect: 'Allow', NotPrincipal: { AWS: rootOf(other.accountId) }, Action: 'sts:*' }),
      ),
  },
  {
    name: 'a role for the management account',
    expect: { check: 'role-other-trust', severity: 'high', subject: /second-way/ },
    doors: { opens: [{ who: 'admin', role: 'second-way' }] },
    apply: (state, { client, management }) =>
      void addRole(state, client.accountId, 'second-way', documentOf(letIn(management))),
  },
  {
    name: 'a role for everyone of the organization',
    expect: { check: 'role-other-trust', severity: 'high', subject: /shared/ },
    doors: { opens: [{ who: 'neighbour', role: 'shared' }] },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'shared',
        documentOf(
          letIn('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': state.organization?.id ?? '' } } }),
        ),
      ),
  },
  {
    name: 'a role for another client, by sts:* and behind a Deny of something else',
    expect: { check: 'role-other-trust', severity: 'high', subject: /layered/ },
    doors: { opens: [{ who: 'neighbour', role: 'layered' }] },
    apply: (state, { client, other }) =>
      void addRole(
        state,
        client.accountId,
        'layered',
        documentOf(
          { Effect: 'Deny', Principal: '*', Action: 'sts:TagSession' },
          letIn(rootOf(client.accountId)),
          letIn(other.accountId, { Action: 'sts:*' }),
        ),
      ),
  },
  {
    name: 'a backdoor behind a thousand roles',
    expect: { check: 'role-other-trust', severity: 'high', subject: /zz-backdoor/ },
    doors: { opens: [{ who: 'neighbour', role: 'zz-backdoor' }] },
    touches: 'alone',
    apply(state, { client, other }) {
      const trust = documentOf({
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      });
      for (let index = 0; index < 1_100; index++) addRole(state, client.accountId, `worker-${index}`, trust);
      addRole(state, client.accountId, 'zz-backdoor', documentOf(letIn(rootOf(other.accountId))));
    },
  },
  {
    name: 'a role for a service and an account outside the organization',
    expect: { check: 'role-other-trust', severity: 'high', subject: /mixed/ },
    doors: { opens: [{ who: 'stranger', role: 'mixed' }] },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'mixed',
        documentOf({
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com', AWS: outside },
          Action: 'sts:AssumeRole',
        }),
      ),
  },
  {
    name: 'a role for an identity provider',
    expect: { check: 'role-other-trust', severity: 'high', subject: /pipeline/ },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'pipeline',
        documentOf({
          Effect: 'Allow',
          Principal: {
            Federated: `arn:aws:iam::${client.accountId}:oidc-provider/token.actions.githubusercontent.com`,
          },
          Action: 'sts:AssumeRoleWithWebIdentity',
        }),
      ),
  },
  {
    name: 'a role that pretends to be an AWS service’s by its name',
    expect: { check: 'role-other-trust', severity: 'high', subject: /AWSServiceRoleForSupport/ },
    doors: { opens: [{ who: 'stranger', role: 'AWSServiceRoleForSupport' }] },
    apply: (state, { client }) =>
      void addRole(state, client.accountId, 'AWSServiceRoleForSupport', documentOf(letIn(outside))),
  },
  {
    name: 'an access role under another path, for somebody else',
    expect: { check: 'role-other-trust', severity: 'high' },
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'OrganizationAccountAccessRole2',
        documentOf(letIn(rootOf(outside))),
      ),
  },
  {
    name: 'role under another path',
    expect: { check: 'role-path', severity: 'medium', subject: /CLIENT/ },
    explains: ['grant-dangling', 'grant-missing'],
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => void remake(state, client, { path: '/team/' }),
  },
  {
    name: 'role without the configured path',
    config: 'path',
    expect: { check: 'role-path', severity: 'medium', subject: /CLIENT/ },
    explains: ['grant-dangling', 'grant-missing'],
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { client }) => void remake(state, client, { path: '/' }),
  },
  {
    name: 'role without AdministratorAccess',
    expect: { check: 'role-policy-missing', severity: 'medium', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      roleOf(state, client).attached = [];
    },
  },
  {
    name: 'role with another policy in the place of AdministratorAccess',
    expect: { check: 'role-policy-missing', severity: 'medium', subject: /CLIENT/ },
    explains: ['role-policy-extra'],
    repair: 'yes',
    leaves: ['role-policy-extra'],
    apply(state, { client }) {
      roleOf(state, client).attached = [awsPolicy('ReadOnlyAccess')];
    },
  },
  {
    name: 'role with one more managed policy',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply: (state, { client }) => void roleOf(state, client).attached.push(awsPolicy('IAMFullAccess')),
  },
  {
    name: 'role with an inline policy',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply: (state, { client }) => putInline(roleOf(state, client), 'extra', everything),
  },
  {
    name: 'role with an inline Deny',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply: (state, { client }) =>
      putInline(roleOf(state, client), 'freeze', { ...everything, Effect: 'Deny' }),
  },
  {
    name: 'role that ends the sessions of one person',
    expect: { check: 'revocation', severity: 'low', subject: /CLIENT/ },
    repair: 'no',
    apply: (state, { client, now }) =>
      putInlineText(roleOf(state, client), 'diverst-revoke-kim', revocation('kim', now - 3_600_000)),
  },
  {
    name: 'role whose sessions the IAM console has revoked',
    expect: { check: 'revocation', severity: 'low', subject: /CLIENT/ },
    repair: 'no',
    apply: (state, { client, now }) =>
      putInline(roleOf(state, client), 'AWSRevokeOlderSessions', {
        Effect: 'Deny',
        Action: ['*'],
        Resource: ['*'],
        Condition: { DateLessThan: { 'AWS:tokenissuetime': [new Date(now).toISOString()] } },
      }),
  },
  {
    name: 'role with a revocation of nobody under the name of somebody',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    never: ['revocation'],
    repair: 'named',
    apply: (state, { client, now }) =>
      putInlineText(roleOf(state, client), 'diverst-revoke-kim', revocation('nobody', now - 3_600_000)),
  },
  {
    name: 'role with a revocation that has done its work',
    expect: { check: 'revocation', severity: 'low', subject: /CLIENT/ },
    repair: 'yes',
    apply: (state, { client, now }) =>
      putInlineText(roleOf(state, client), 'diverst-revoke', revocation(null, now - 13 * 3_600_000)),
  },
  {
    name: 'role that ends all sessions for years to come',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply: (state, { client, now }) =>
      putInlineText(roleOf(state, client), 'diverst-revoke', revocation(null, now + 90_000_000_000)),
  },
  {
    name: 'role with something else by the name of a revocation',
    expect: { check: 'role-policy-extra', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply: (state, { client }) => putInline(roleOf(state, client), 'diverst-revoke-kim', everything),
  },
  {
    name: 'longer sessions',
    expect: { check: 'role-session-length', severity: 'low', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      roleOf(state, client).maxSessionDuration = 43_200;
    },
  },
  {
    name: 'shorter sessions',
    config: 'session',
    expect: { check: 'role-session-length', severity: 'low', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      roleOf(state, client).maxSessionDuration = 3_600;
    },
  },
  {
    name: 'a boundary that is not wanted',
    expect: { check: 'role-boundary', severity: 'medium', subject: /CLIENT/ },
    repair: 'named',
    apply(state, { client }) {
      roleOf(state, client).permissionsBoundary = awsPolicy('PowerUserAccess');
    },
  },
  {
    name: 'the boundary taken away',
    config: 'boundary',
    expect: { check: 'role-boundary', severity: 'medium', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      delete roleOf(state, client).permissionsBoundary;
    },
  },
  {
    name: 'another boundary',
    config: 'boundary',
    expect: { check: 'role-boundary', severity: 'medium', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      roleOf(state, client).permissionsBoundary = awsPolicy('AdministratorAccess');
    },
  },
  {
    name: 'a role without tags, as one that was made by hand',
    expect: { check: 'role-tags', severity: 'medium', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      roleOf(state, client).tags = {};
    },
  },
  {
    name: 'the tag taken away that the guardrail goes by',
    expect: { check: 'role-tags', severity: 'medium', subject: /CLIENT/ },
    repair: 'yes',
    apply(state, { client }) {
      delete roleOf(state, client).tags['diverst:managed-by'];
    },
  },
  {
    name: 'a user in a client’s account',
    expect: { check: 'client-user', severity: 'high', subject: /intruder/ },
    apply: (state, { client }) => void addUser(state, client.accountId, 'intruder', { key: 'Active' }),
  },
  {
    name: 'a user without keys in a client’s account',
    expect: { check: 'client-user', severity: 'high', subject: /sleeper/ },
    apply: (state, { client }) => void addUser(state, client.accountId, 'sleeper'),
  },
]);

function trustAccess(state: SandboxState, accountId: string, ...statements: readonly Json[]): void {
  accessRoleOf(state, accountId).trust = { document: documentOf(...statements), effectiveAt: 0 };
}
