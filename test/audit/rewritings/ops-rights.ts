import type { SandboxState } from '../../../src/sandbox/state.ts';
import { type Cast, outside } from '../cast.ts';
import { ofBase, ofShortForm, type Rewriting } from '../drift.ts';
import { allow, forService, joined, ops, staff } from '../drifts/together.ts';
import {
  accessRoleOf,
  addAccount,
  addPolicy,
  addRole,
  administratorAccess,
  awsPolicy,
  documentOf,
  letIn,
  putInline,
  rootOf,
  use,
} from '../edits.ts';

/** Rights in Ops that look like a way to clients and are none. */
export const opsRights: readonly Rewriting[] = [
  heldByAny('everything on one bucket', (state, cast) =>
    putInline(staff(state, cast), 'files', allow('*', ['arn:aws:s3:::files', 'arn:aws:s3:::files/*'])),
  ),
  heldByAny('everything, until a day that is over', (state, cast) =>
    putInline(staff(state, cast), 'once', {
      ...allow('*', '*'),
      Condition: { DateLessThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' } },
    }),
  ),
  held('members of every group but those that accounts are granted to', (state, cast) =>
    putInline(staff(state, cast), 'members', allow('iam:AddUserToGroup', '*'), {
      Effect: 'Deny',
      Action: 'iam:*',
      Resource: [cast.group, ...(cast.across === null ? [] : [cast.across.group])].map((name) =>
        ops(cast, `group/${name}`),
      ),
    }),
  ),
  heldByAny('a role that is created, and another that is written to', (state, cast) => {
    const group = staff(state, cast);
    putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
    putInline(group, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/app-*')));
  }),
  heldByAny('a new group that nobody can be put into', (state, cast) =>
    putInline(
      staff(state, cast),
      'groups',
      allow(['iam:CreateGroup', 'iam:PutGroupPolicy'], ops(cast, 'group/project-*')),
    ),
  ),
  heldByAny('names for groups and users, and nothing that goes by these', (state, cast) =>
    putInline(staff(state, cast), 'names', allow(['iam:UpdateGroup', 'iam:UpdateUser'], '*')),
  ),
  heldByAny('a write that is denied on an ARN of three fields', (state, cast) =>
    putInline(staff(state, cast), 'write', allow('iam:PutUserPolicy', '*'), {
      Effect: 'Deny',
      Action: 'iam:PutUserPolicy',
      Resource: 'arn:aws:iam',
    }),
  ),
  held('a write on everything but IAM', (state, cast) =>
    putInline(staff(state, cast), 'write', {
      Effect: 'Allow',
      Action: ['iam:PutUserPolicy', 's3:*'],
      NotResource: ['arn:aws:iam', `arn:aws:iam::${cast.client.accountId}:*`],
    }),
  ),
  heldByAny('everything, but a Deny of IAM and STS in another group', (state, cast) => {
    putInline(staff(state, cast), 'all', allow('*', '*'));
    putInline(joined(state, cast, 'fence'), 'fence', {
      Effect: 'Deny',
      Action: ['iam:*', 'sts:*'],
      Resource: '*',
    });
  }),
  heldByAny(
    'everything but what a Deny of a group takes, and a right to detach from users',
    (state, cast) => {
      const group = staff(state, cast);
      putInline(group, 'all', allow('*', '*'));
      putInline(group, 'fence', {
        Effect: 'Deny',
        NotAction: ['s3:*', 'iam:DetachUserPolicy', 'iam:DeleteUserPolicy'],
        Resource: '*',
      });
    },
  ),
  heldByAny('writes of a role that is bounded', (state, cast) => {
    putInline(staff(state, cast), 'enter', use(ops(cast, 'role/bounded')));
    const role = addRole(state, cast.ops, 'bounded', documentOf(letIn(rootOf(cast.ops))));
    role.attached.push(administratorAccess);
    role.permissionsBoundary = addPolicy(
      state,
      cast.ops,
      'fence',
      documentOf(allow(['s3:*', 'iam:Get*', 'sts:GetCallerIdentity'], '*')),
    );
  }),
  heldByAny('roles that let each other in, in a circle', (state, cast) => {
    putInline(staff(state, cast), 'enter', use(ops(cast, 'role/one')));
    for (const [name, next] of [
      ['one', 'two'],
      ['two', 'one'],
    ] as const) {
      const role = addRole(state, cast.ops, name, documentOf(letIn(rootOf(cast.ops))));
      putInline(role, 'on', use(ops(cast, `role/${next}`)));
    }
    putInline(staffOf(state, cast), 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
  }),
  heldByAny('a role of which the other half lets nobody in', (state, cast) => {
    const group = staff(state, cast);
    putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
    putInline(group, 'pass', allow('iam:PassRole', ops(cast, 'role/app')), allow('s3:*', '*'));
    const app = addRole(state, cast.ops, 'app', documentOf(forService('lambda.amazonaws.com')));
    putInline(app, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
  }),
  heldByAny('keys and policies of the own user in words that name nobody else', (state, cast) =>
    putInline(
      staff(state, cast),
      'own',
      allow(
        ['iam:CreateAccessKey', 'iam:UpdateLoginProfile', 'iam:UpdateUser'],
        ops(cast, 'user/${aws:username}'),
      ),
    ),
  ),
  heldByAny('the older version of the language, which knows no variables', (state, cast) => {
    const document = documentOf(allow('iam:PutUserPolicy', ops(cast, 'user/${aws:username}')));
    staff(state, cast).inline['own'] = {
      document: document.replace('2012-10-17', '2008-10-17'),
      effectiveAt: 0,
    };
  }),
];

/** Roles, accounts and access roles that look wrong and are not. */
export const closedRoles: readonly Rewriting[] = [
  {
    name: 'a role of staging for Ops, the management account and another environment',
    kinds: ofShortForm,
    config: 'staging',
    touches: 'staging-role',
    apply(state, { staging, ops, management, environments }) {
      const tools = addAccount(state, 'tools', environments);
      const trust = letIn([rootOf(ops), management, `arn:aws:iam::${tools}:role/deploy`]);
      addRole(state, tools, 'deploy', documentOf(letIn(rootOf(tools))));
      addRole(state, staging ?? '', 'staging-environment', documentOf(trust));
    },
  },
  {
    name: 'a role of staging for everyone of Ops and of the management account, by a condition',
    kinds: ofShortForm,
    config: 'staging',
    touches: 'staging-role',
    apply: (state, { staging, ops }) =>
      void addRole(
        state,
        staging ?? '',
        'staging-environment',
        documentOf(
          letIn('*', {
            Condition: { StringEquals: { 'aws:PrincipalAccount': [ops, state.managementAccountId] } },
          }),
        ),
      ),
  },
  {
    name: 'a role of staging for everyone of Ops, by a condition',
    kinds: ofShortForm,
    config: 'staging',
    touches: 'staging-role',
    apply: (state, { staging, ops }) =>
      void addRole(
        state,
        staging ?? '',
        'staging-environment',
        documentOf(letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': ops } } })),
      ),
  },
  {
    name: 'a role of a client for everyone of its own account, by a condition',
    touches: 'client-own-condition',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'inner-star',
        documentOf(letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': client.accountId } } })),
      ),
  },
  {
    name: 'a role of a client for everyone of its own account, by their ARNs',
    touches: 'client-own-arns',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'inner-arns',
        documentOf(
          letIn('*', {
            Condition: { ArnLike: { 'aws:PrincipalArn': `arn:aws:iam::${client.accountId}:role/*` } },
          }),
        ),
      ),
  },
  {
    name: 'a role of a client for an account outside, and a Deny of it',
    touches: 'client-denied',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'former-vendor',
        documentOf(letIn([rootOf(outside), rootOf(client.accountId)]), {
          ...letIn('*', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': client.accountId } } }),
          Effect: 'Deny',
          Action: 'sts:*',
        }),
      ),
  },
  {
    name: 'a role of Ops for everyone of Ops, by a condition',
    kinds: ofBase,
    touches: 'ops-own-condition',
    apply: (state, cast) =>
      void addRole(
        state,
        cast.ops,
        'inner',
        documentOf(letIn('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': cast.ops } } })),
      ),
  },
  {
    name: 'a service-linked role of Systems Manager',
    touches: 'client-linked-ssm',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'AWSServiceRoleForAmazonSSM',
        documentOf(forService('ssm.amazonaws.com')),
        '/aws-service-role/ssm.amazonaws.com/',
      ),
  },
  {
    name: 'an environment with roles of its own, one of them for a service',
    kinds: ofShortForm,
    config: 'staging',
    touches: 'alone',
    apply(state, { staging, ops: opsId }) {
      addRole(state, staging ?? '', 'deploy', documentOf(letIn(rootOf(opsId))));
      addRole(state, staging ?? '', 'app-production', documentOf(forService('lambda.amazonaws.com')));
    },
  },
  {
    name: 'an access role that may do everything in other words',
    touches: 'client-access',
    apply(state, { client }) {
      const role = accessRoleOf(state, client.accountId);
      role.attached = [awsPolicy('ReadOnlyAccess')];
      putInline(role, 'all', allow(['*', 's3:*'], '*'));
    },
  },
  {
    name: 'an access role with AdministratorAccess as its boundary',
    touches: 'client-access',
    apply(state, { client }) {
      accessRoleOf(state, client.accountId).permissionsBoundary = administratorAccess;
    },
  },
  {
    name: 'an access role that also takes source identity and tags',
    touches: 'client-access',
    apply(state, { client, management }) {
      accessRoleOf(state, client.accountId).trust = {
        document: documentOf(letIn(rootOf(management))),
        effectiveAt: 0,
      };
    },
  },
];

function held(name: string, apply: (state: SandboxState, cast: Cast) => void): Rewriting {
  return { name: `rights in Ops: ${name}`, touches: 'rights', apply };
}

/** The same, where it says nothing of clients. */
function heldByAny(name: string, apply: (state: SandboxState, cast: Cast) => void): Rewriting {
  return { ...held(name, apply), kinds: ofBase };
}

function staffOf(state: SandboxState, { ops: accountId }: Cast) {
  const group = state.iam[accountId]?.groups['staff'];
  if (group === undefined) throw new Error('there is no group staff');
  return group;
}
