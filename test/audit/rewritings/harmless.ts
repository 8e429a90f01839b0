import { ofBase, type Rewriting } from '../drift.ts';
import {
  accessRoleOf,
  accountOf,
  addAccount,
  addGroup,
  addPolicy,
  addRole,
  addUser,
  adminsOf,
  awsPolicy,
  documentOf,
  groupOf,
  iamOf,
  letIn,
  opsUserOf,
  putInline,
  roleOf,
  rootOf,
  use,
} from '../edits.ts';
import { readAccess } from '../read-access.ts';

const everything = { Effect: 'Allow', Action: '*', Resource: '*' };

/** What is none of the audit's business. */
export const harmless: readonly Rewriting[] = [
  {
    name: 'description and tags of a client’s role',
    touches: 'client-tags',
    apply(state, { client }) {
      const role = roleOf(state, client);
      role.description = 'made by hand; see https://wiki.example';
      role.tags = { ...role.tags, team: 'blue', 'diverst:client': 'renamed' };
    },
  },
  {
    name: 'the tag that a guardrail goes by with another value, its key in other letters',
    touches: 'client-tags',
    apply(state, { client }) {
      roleOf(state, client).tags = { 'Diverst:Managed-By': 'terraform' };
    },
  },
  {
    name: 'sessions that end, of a role of the account’s own',
    touches: 'client-role-own',
    apply(state, { client, now }) {
      const trust = {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com' },
        Action: 'sts:AssumeRole',
      };
      const role = addRole(state, client.accountId, 'workers', documentOf(trust));
      const Condition = { DateLessThan: { 'aws:TokenIssueTime': new Date(now).toISOString() } };
      putInline(role, 'AWSRevokeOlderSessions', { ...everything, Effect: 'Deny', Condition });
    },
  },
  {
    name: 'a group that denies everything, without members',
    kinds: ofBase,
    touches: 'frozen-group',
    apply: (state, { ops }) =>
      putInline(addGroup(state, ops, 'frozen'), 'diverst-locked', { ...everything, Effect: 'Deny' }),
  },
  {
    name: 'tags of accounts, OUs and the root',
    touches: 'tags',
    apply(state, { client, home }) {
      accountOf(state, client.accountId).tags = {};
      Object.assign(state.units[home]?.tags ?? {}, { cost: 'production' });
      if (state.organization) state.organization.rootTags = { owner: 'platform' };
    },
  },
  {
    name: 'a group in Ops that allows nothing',
    kinds: ofBase,
    touches: 'group',
    apply: (state, { ops }) => void addGroup(state, ops, 'newsletter').members.push('ops-user'),
  },
  {
    name: 'a group in Ops that lets people look after their own password and keys',
    kinds: ofBase,
    touches: 'group',
    apply: (state, { ops }) =>
      putInline(addGroup(state, ops, 'self-service'), 'own-sign-in', {
        Effect: 'Allow',
        Action: ['iam:ChangePassword', 'iam:UpdateLoginProfile', 'iam:*AccessKey*', 'iam:*MFADevice'],
        Resource: `arn:aws:iam::${ops}:user/\${aws:username}`,
      }),
  },
  {
    name: 'a group in Ops that allows something else',
    kinds: ofBase,
    touches: 'group',
    apply: (state, { ops }) =>
      putInline(addGroup(state, ops, 'readers'), 'buckets', {
        Effect: 'Allow',
        Action: ['s3:List*', 's3:Get*'],
        Resource: '*',
      }),
  },
  {
    name: 'a policy in Ops that is attached to nothing',
    kinds: ofBase,
    touches: 'policy',
    apply: (state, { ops }) => void addPolicy(state, ops, 'unused', documentOf(everything)),
  },
  {
    name: 'an old packed policy that is attached to nothing',
    touches: 'policy',
    apply: (state, { ops, client, group }) =>
      void addPolicy(state, ops, `assume-${group}-01`, documentOf(use(client.roleArn))),
  },
  {
    name: 'a role for a service in a client’s account',
    touches: 'client-role',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'worker',
        documentOf(forService('lambda.amazonaws.com', 'ecs-tasks.amazonaws.com')),
      ),
  },
  {
    name: 'a service-linked role in a client’s account',
    touches: 'client-linked',
    apply: (state, { client }) =>
      void addRole(
        state,
        client.accountId,
        'AWSServiceRoleForSupport',
        documentOf(forService('support.amazonaws.com')),
        '/aws-service-role/support.amazonaws.com/',
      ),
  },
  {
    name: 'a service-linked role in Ops',
    kinds: ofBase,
    touches: 'ops-linked',
    apply: (state, { ops }) =>
      void addRole(
        state,
        ops,
        'AWSServiceRoleForOrganizations',
        documentOf(forService('organizations.amazonaws.com')),
        '/aws-service-role/organizations.amazonaws.com/',
      ),
  },
  {
    name: 'a role of a client’s account for the account itself',
    touches: 'client-own',
    apply(state, { client }) {
      addRole(state, client.accountId, 'worker2', documentOf(forService('ec2.amazonaws.com')));
      const workers = [
        rootOf(client.accountId),
        client.accountId,
        `arn:aws:iam::${client.accountId}:role/worker2`,
      ];
      addRole(state, client.accountId, 'inner', documentOf(letIn(workers)));
    },
  },
  {
    name: 'a role that nobody may assume',
    touches: 'client-nobody',
    apply: (state, { client, other }) =>
      void addRole(
        state,
        client.accountId,
        'retired',
        documentOf(
          { ...letIn('*'), Effect: 'Deny' },
          letIn(rootOf(other.accountId), { Action: 'sts:TagSession' }),
        ),
      ),
  },
  {
    name: 'a hundred roles for services',
    touches: 'client-many',
    apply(state, { client }) {
      for (let index = 0; index < 120; index++)
        addRole(state, client.accountId, `task-${index}`, documentOf(forService('ecs-tasks.amazonaws.com')));
    },
  },
  {
    // The account is named either way.
    name: 'an access role that names the management account by its id',
    touches: 'client-access',
    apply: (state, { client, management }) => {
      const statement = letIn([management], { Action: 'sts:AssumeRole', Sid: 'Emergencies' });
      accessRoleOf(state, client.accountId).trust = {
        document: documentOf(statement, statement),
        effectiveAt: 0,
      };
    },
  },
  {
    name: 'more environments than a page holds',
    kinds: ofBase,
    touches: 'alone',
    apply(state, { environments }) {
      for (let index = 10; index < 35; index++) addAccount(state, `env-${index}`, environments);
    },
  },
  {
    name: 'an account that was closed, without grants',
    touches: 'closed',
    apply: (state, { home }) => void addAccount(state, 'oldco', home, { state: 'CLOSED' }),
  },
  {
    name: 'a closed account of an active one’s name',
    touches: 'closed',
    apply: (state, { client, root }) =>
      void addAccount(state, client.name, root, { state: 'CLOSED', email: 'gone@example.com' }),
  },
  {
    name: 'another environment',
    kinds: ofBase,
    touches: 'environment',
    apply: (state, { environments }) => void addAccount(state, 'demo', environments),
  },
  {
    name: 'another person in the group for production',
    touches: 'person',
    apply: (state, { ops, group }) =>
      void addUser(state, ops, 'jane.doe@example.com', { key: 'Active', groups: [group] }),
  },
  {
    name: 'MFA: a person without keys and without a device',
    config: 'mfa',
    touches: 'person',
    apply: (state, { ops, group }) => void addUser(state, ops, 'keyless', { groups: [group] }),
  },
  {
    name: 'MFA: a person with a device and a key that is switched off',
    config: 'mfa',
    touches: 'person',
    apply(state, { ops, group }) {
      addUser(state, ops, 'careful', { key: 'Active', mfa: true, groups: [group] });
      addUser(state, ops, 'away', { key: 'Inactive', groups: [group] });
    },
  },
  {
    name: 'no MFA where it is not demanded',
    touches: 'person',
    apply: (state, { ops, group }) => void addUser(state, ops, 'plain', { key: 'Active', groups: [group] }),
  },
  {
    name: 'tags of a user, and the user in the group twice over',
    kinds: ofBase,
    touches: 'ops-user',
    apply(state, cast) {
      opsUserOf(state, cast).tags['team'] = 'ops';
      addGroup(state, cast.ops, 'everybody').members.push('ops-user');
    },
  },
  {
    // Reading is granted on group/*, whatever the path.
    name: 'the group for production under a path',
    touches: 'alone',
    apply(state, cast) {
      iamOf(state, cast.ops).groups[cast.group] = { ...groupOf(state, cast), path: '/people/' };
    },
  },
  {
    name: 'read access in other words',
    touches: 'read-access',
    apply(state, cast) {
      const document = readAccess(cast.ops, { Action: ['IAM:list*', 'iam:GET*', 'iam:GetUser'], Sid: 'See' });
      groupOf(state, cast).inline['read-own-access'] = { document, effectiveAt: 0 };
    },
  },
  {
    name: 'read access under another name',
    touches: 'read-access',
    apply(state, cast) {
      const group = groupOf(state, cast);
      const document = group.inline['read-own-access'];
      delete group.inline['read-own-access'];
      if (document) group.inline['see'] = document;
    },
  },
  {
    name: 'read access in a managed policy',
    touches: 'read-access',
    apply(state, cast) {
      const group = groupOf(state, cast);
      delete group.inline['read-own-access'];
      group.attached.push(addPolicy(state, cast.ops, 'see', readAccess(cast.ops)));
    },
  },
  {
    // Who may do everything already gets nothing by it.
    name: 'one more policy of the admins',
    kinds: ofBase,
    touches: 'admins',
    apply: (state, cast) => void adminsOf(state, cast).attached.push(awsPolicy('SecurityAudit')),
  },
  {
    name: 'AdministratorAccess of the admins as an inline policy',
    kinds: ofBase,
    touches: 'admins',
    apply(state, cast) {
      const group = adminsOf(state, cast);
      group.attached = [];
      putInline(group, 'all', everything);
    },
  },
  {
    name: 'another group and user in the management account',
    kinds: ofBase,
    touches: 'management',
    apply(state, cast) {
      addGroup(state, cast.management, 'billing').attached.push(awsPolicy('job-function/Billing'));
      addUser(state, cast.management, 'accountant', { groups: ['billing'] });
    },
  },
];

function forService(...services: readonly string[]): { readonly [element: string]: unknown } {
  return { Effect: 'Allow', Principal: { Service: services }, Action: 'sts:AssumeRole' };
}
