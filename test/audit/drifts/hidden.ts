import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Cast, outside } from '../cast.ts';
import { drifts, ofBase } from '../drift.ts';
import {
  accessRoleOf,
  accountOf,
  addPolicy,
  addRole,
  addUnit,
  addUser,
  administratorAccess,
  awsPolicy,
  documentOf,
  grantName,
  groupOf,
  iamOf,
  type Json,
  letIn,
  putInline,
  remove,
  removeInline,
  rootOf,
} from '../edits.ts';
import { forService } from './together.ts';

/** A client's account that goes by the name of something else. */
export const renamedClients = drifts(
  {
    expect: { check: 'client-renamed', severity: 'medium' },
    explains: ['role-other-trust', 'grant-broader', 'client-user'],
    repair: 'no',
    touches: 'alone',
    kinds: { environment: 'unit' },
  },
  [
    {
      name: 'renamed client: as an environment, in Production',
      config: 'staging',
      apply: (state, cast) => rename(state, cast, 'staging'),
    },
    {
      name: 'renamed client: as an environment, among these',
      config: 'staging',
      apply(state, cast) {
        rename(state, cast, 'staging');
        accountOf(state, cast.client.accountId).parentId = cast.environments;
      },
    },
    {
      name: 'renamed client: among the environments, without its grant',
      apply(state, cast) {
        rename(state, cast, 'demo');
        accountOf(state, cast.client.accountId).parentId = cast.environments;
        removeInline(groupOf(state, cast), grantName(cast.client));
      },
    },
    {
      name: 'renamed client: among the environments, without its role',
      apply(state, cast) {
        rename(state, cast, 'demo');
        accountOf(state, cast.client.accountId).parentId = cast.environments;
        remove(iamOf(state, cast.client.accountId).roles, cast.client.role);
      },
    },
    {
      name: 'renamed client: in an OU that nobody knows',
      apply(state, cast) {
        rename(state, cast, 'Old stuff');
        accountOf(state, cast.client.accountId).parentId = addUnit(state, 'Attic', cast.root);
      },
    },
    {
      name: 'renamed client: as an environment, and somebody outside gets in',
      config: 'staging',
      expect: { check: 'role-other-trust', severity: 'high', subject: /backdoor/ },
      explains: ['role-other-trust', 'grant-broader'],
      doors: { opens: [{ who: 'stranger', role: 'backdoor' }] },
      apply(state, cast) {
        rename(state, cast, 'staging');
        addRole(state, cast.client.accountId, 'backdoor', documentOf(letIn(rootOf(outside))));
      },
    },
    {
      name: 'renamed client: as an environment, and without a trace of the client',
      config: 'staging',
      expect: { check: 'client-user', severity: 'high', subject: /mallory/ },
      apply(state, cast) {
        rename(state, cast, 'staging');
        removeInline(groupOf(state, cast), grantName(cast.client));
        remove(iamOf(state, cast.client.accountId).roles, cast.client.role);
        addUser(state, cast.client.accountId, 'mallory', { key: 'Active' });
      },
    },
    {
      name: 'renamed client: in an OU that nobody knows, and without a trace of the client',
      expect: { check: 'role-other-trust', severity: 'high', subject: /backdoor/ },
      doors: { opens: [{ who: 'stranger', role: 'backdoor' }] },
      apply(state, cast) {
        rename(state, cast, 'demo');
        accountOf(state, cast.client.accountId).parentId = addUnit(state, 'Attic', cast.root);
        removeInline(groupOf(state, cast), grantName(cast.client));
        remove(iamOf(state, cast.client.accountId).roles, cast.client.role);
        addRole(state, cast.client.accountId, 'backdoor', documentOf(letIn(rootOf(outside))));
      },
    },
  ],
);

/** Roles that look like those of AWS's services, or lend themselves to machines elsewhere. */
export const disguisedRoles = drifts(
  { expect: { check: 'role-other-trust', severity: 'high' }, repair: 'no', touches: 'client' },
  [
    {
      name: 'a role under the path of service-linked ones, for everyone',
      doors: { opens: [{ who: 'stranger', role: 'aws-service-role/support.amazonaws.com/Helper' }] },
      apply: (state, { client }) => linked(state, client.accountId, letIn('*')),
    },
    {
      name: 'a role under the path of service-linked ones, for a service and another client',
      doors: { opens: [{ who: 'neighbour', role: 'aws-service-role/support.amazonaws.com/Helper' }] },
      apply: (state, { client, other }) =>
        linked(state, client.accountId, forService('support.amazonaws.com'), letIn(rootOf(other.accountId))),
    },
    {
      name: 'a role of Ops under the path of service-linked ones, for an account outside',
      kinds: ofBase,
      touches: 'ops-linked-role',
      // It is an administrator of Ops as well.
      explains: ['grant-elsewhere'],
      apply: (state, { ops }) => linked(state, ops, letIn(rootOf(outside))),
    },
    {
      name: 'a role for everyone of the organization but one account',
      doors: { opens: [{ who: 'neighbour', role: 'nearly-closed' }] },
      apply: (state, { client, third }) =>
        void addRole(
          state,
          client.accountId,
          'nearly-closed',
          documentOf(letIn('*'), {
            ...letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': third.accountId } } }),
            Effect: 'Deny',
          }),
        ),
    },
    {
      name: 'a role for everyone whose ARN begins as those of the account, but for one digit',
      doors: { opens: [{ who: 'neighbour', role: 'alike' }] },
      apply: (state, { client, other }) =>
        void addRole(
          state,
          client.accountId,
          'alike',
          documentOf(
            letIn('*', {
              Condition: {
                StringLike: {
                  'aws:PrincipalArn': [
                    `arn:aws:iam::${client.accountId}:*`,
                    `arn:aws:iam::${other.accountId.slice(0, 11)}?:*`,
                  ],
                },
              },
            }),
          ),
        ),
    },
    {
      name: 'a second role for everyone of Ops, by a condition',
      expect: { check: 'role-second', severity: 'high', subject: /everybody/ },
      doors: { opens: [{ who: 'colleague', role: 'everybody' }] },
      apply: (state, { client, ops }) =>
        void addRole(
          state,
          client.accountId,
          'everybody',
          documentOf(letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': ops } } })),
        ),
    },
    ...[
      'ssm.amazonaws.com',
      'greengrass.amazonaws.com',
      'credentials.deadline.amazonaws.com',
      'mgn.amazonaws.com',
      'drs.amazonaws.com',
      'ssm.eu-central-1.amazonaws.com',
    ].map((service) => ({
      name: `a role that is lent to machines elsewhere by ${service}`,
      apply: (state: SandboxState, { client }: Cast) =>
        void addRole(state, client.accountId, 'machines', documentOf(forService(service))),
    })),
  ],
);

/** The access role, so that it no longer does what it is for. */
export const weakAccessRoles = drifts(
  {
    expect: { check: 'access-role-rights', severity: 'medium', subject: /CLIENT/ },
    repair: 'no',
    touches: 'client',
  },
  [
    {
      name: 'access role: without AdministratorAccess',
      apply(state, { client }) {
        accessRoleOf(state, client.accountId).attached = [awsPolicy('ReadOnlyAccess')];
      },
    },
    {
      name: 'access role: all but one service',
      apply(state, { client }) {
        const role = accessRoleOf(state, client.accountId);
        role.attached = [];
        putInline(role, 'most', { Effect: 'Allow', NotAction: 'organizations:*', Resource: '*' });
      },
    },
    {
      name: 'access role: a permissions boundary',
      apply(state, { client }) {
        accessRoleOf(state, client.accountId).permissionsBoundary = awsPolicy('ReadOnlyAccess');
      },
    },
    {
      name: 'access role: a Deny of its own',
      apply: (state, { client }) =>
        putInline(accessRoleOf(state, client.accountId), 'not-now', {
          Effect: 'Deny',
          Action: 's3:*',
          Resource: '*',
        }),
    },
    {
      // Documents of clients' managed policies are not read: it may be anything.
      name: 'access role: a managed policy of the account itself',
      apply: (state, { client }) =>
        void accessRoleOf(state, client.accountId).attached.push(
          addPolicy(
            state,
            client.accountId,
            'quiet',
            documentOf({ Effect: 'Deny', Action: 'ec2:*', Resource: '*' }),
          ),
        ),
    },
    {
      name: 'access role: a Deny of its own, in Ops',
      kinds: ofBase,
      expect: { check: 'access-role-rights', severity: 'medium', subject: /Ops/ },
      touches: 'ops-access',
      apply: (state, { ops }) =>
        void accessRoleOf(state, ops).attached.push(
          addPolicy(state, ops, 'frozen', documentOf({ Effect: 'Deny', Action: 'ec2:*', Resource: '*' })),
        ),
    },
    {
      name: 'access role: for one user of the management account',
      expect: { check: 'access-role-narrower', severity: 'medium', subject: /CLIENT/ },
      repair: 'named',
      apply: (state, { client, management }) =>
        trust(state, client.accountId, {
          ...letIn(`arn:aws:iam::${management}:user/management-admin`),
          Action: 'sts:AssumeRole',
        }),
    },
    {
      name: 'access role: from some addresses, as everybody outside sees them',
      expect: { check: 'access-role-narrower', severity: 'medium', subject: /CLIENT/ },
      repair: 'named',
      apply: (state, { client, management }) =>
        trust(
          state,
          client.accountId,
          letIn(rootOf(management), {
            Action: 'sts:AssumeRole',
            Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
          }),
        ),
    },
    {
      name: 'access role: with a Deny for some, of Ops',
      kinds: ofBase,
      expect: { check: 'access-role-narrower', severity: 'medium', subject: /Ops/ },
      repair: 'named',
      touches: 'ops-access',
      apply: (state, { ops, management }) =>
        trust(state, ops, letIn(rootOf(management), { Action: 'sts:AssumeRole' }), {
          ...letIn('*'),
          Effect: 'Deny',
          Condition: { StringLike: { 'aws:PrincipalArn': '*:user/intern-*' } },
        }),
    },
  ],
);

function rename(state: SandboxState, { client }: Cast, name: string): void {
  accountOf(state, client.accountId).name = name;
}

function linked(state: SandboxState, accountId: string, ...statements: readonly Json[]): void {
  const role = addRole(
    state,
    accountId,
    'Helper',
    documentOf(...statements),
    '/aws-service-role/support.amazonaws.com/',
  );
  role.attached.push(administratorAccess);
}

function trust(state: SandboxState, accountId: string, ...statements: readonly Json[]): void {
  accessRoleOf(state, accountId).trust = { document: documentOf(...statements), effectiveAt: 0 };
}
