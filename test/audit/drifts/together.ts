import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { Cast } from '../cast.ts';
import type { Climber } from '../climb.ts';
import { drifts, ofBase } from '../drift.ts';
import {
  addGroup,
  addPolicy,
  addRole,
  addUser,
  administratorAccess,
  awsPolicy,
  documentOf,
  groupOf,
  type Json,
  letIn,
  opsUserOf,
  putInline,
  rootOf,
  use,
} from '../edits.ts';

/** Rights in Ops of which each alone opens nothing, writes that are off the beaten track, and patterns of ARNs. */
export const together = drifts(
  {
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^user\/helper$/ },
    repair: 'no',
    touches: 'together',
    // But for their climbs, which are tried with clients' roles.
    kinds: ofBase,
  },
  [
    {
      name: 'together: a role that is created by one policy of a group, and given by another',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(group, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
      climb: viaNewRole,
    },
    {
      name: 'together: the two in two groups, by patterns that share some names only',
      apply(state, cast) {
        putInline(staff(state, cast), 'create', allow('iam:CreateRole', ops(cast, 'role/*-a')));
        putInline(
          joined(state, cast, 'builders'),
          'write',
          allow('iam:PutRolePolicy', ops(cast, 'role/tmp-?')),
        );
      },
      climb: viaNewRole,
    },
    {
      name: 'together: one in a group, one of the user’s own',
      repair: 'named',
      apply(state, cast) {
        putInline(staff(state, cast), 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(helper(state, cast), 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
      climb: viaNewRole,
    },
    {
      name: 'together: one in a group, one in a role that the group may enter',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(group, 'enter', use(ops(cast, 'role/writer')));
        const writer = addRole(state, cast.ops, 'writer', documentOf(letIn(rootOf(cast.ops))));
        putInline(writer, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
      async climb(by) {
        await by.createRole('tmp-a');
        await (await by.enter('writer')).giveRole('tmp-a');
        await (await by.enter('tmp-a')).enterClient();
      },
    },
    {
      name: 'together: a role behind a role, in a circle, that names the user',
      apply(state, cast) {
        const user = userOf(state, cast);
        putInline(staff(state, cast), 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        const first = addRole(state, cast.ops, 'first', documentOf(letIn([user, ops(cast, 'role/second')])));
        putInline(first, 'on', use(ops(cast, 'role/second')));
        const second = addRole(state, cast.ops, 'second', documentOf(letIn(ops(cast, 'role/first'))));
        putInline(second, 'back', use(ops(cast, 'role/first')));
        putInline(second, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
      async climb(by) {
        await by.createRole('tmp-a');
        await (await (await by.enter('first')).enter('second')).giveRole('tmp-a');
        await (await by.enter('tmp-a')).enterClient();
      },
    },
    {
      name: 'together: a role that the user can make trust anybody',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(group, 'trust', allow('iam:UpdateAssumeRolePolicy', ops(cast, 'role/app')));
        const app = addRole(state, cast.ops, 'app', documentOf(forService('lambda.amazonaws.com')));
        putInline(app, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
      async climb(by) {
        await by.letMeIn('app');
        await by.createRole('tmp-a');
        await (await by.enter('app')).giveRole('tmp-a');
        await (await by.enter('tmp-a')).enterClient();
      },
    },
    {
      // What runs in a service acts with the role that it is passed.
      name: 'together: a role that is passed to a service which the user can use',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(group, 'pass', allow('iam:PassRole', ops(cast, 'role/app')), allow('lambda:*', '*'));
        const app = addRole(state, cast.ops, 'app', documentOf(forService('lambda.amazonaws.com')));
        putInline(app, 'write', allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')));
      },
    },
    {
      name: 'together: a group that the user may join',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'create', allow('iam:CreateRole', ops(cast, 'role/tmp-*')));
        putInline(group, 'join', allow('iam:AddUserToGroup', ops(cast, 'group/builders')));
        putInline(
          addGroup(state, cast.ops, 'builders'),
          'write',
          allow('iam:PutRolePolicy', ops(cast, 'role/tmp-*')),
        );
      },
      async climb(by) {
        await by.join('builders', 'helper');
        await viaNewRole(by);
      },
    },
    {
      name: 'Deny: of an administrator who may delete it',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        const group = staff(state, cast);
        group.attached.push(administratorAccess);
        putInline(group, 'quarantine', {
          Effect: 'Deny',
          NotAction: ['iam:DeleteGroupPolicy', 's3:*'],
          Resource: '*',
        });
      },
      async climb(by) {
        await by.dropGroupPolicy('staff', 'quarantine');
        await by.enterClient();
      },
    },
    {
      name: 'Deny: a managed one that the user may detach',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        putInline(staff(state, cast), 'all', allow('*', '*'));
        const quarantine = addPolicy(
          state,
          cast.ops,
          'quarantine',
          documentOf({ Effect: 'Deny', NotAction: 'iam:DetachUserPolicy', Resource: '*' }),
        );
        helper(state, cast).attached.push(quarantine);
      },
      async climb(by) {
        await by.detachUserPolicy('helper', `arn:aws:iam::${by.cast.ops}:policy/quarantine`);
        await by.enterClient();
      },
    },
    {
      name: 'Deny: of a group that the user may leave',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        putInline(staff(state, cast), 'all', allow('*', '*'));
        putInline(joined(state, cast, 'suspended'), 'quarantine', {
          Effect: 'Deny',
          NotAction: 'iam:RemoveUserFromGroup',
          Resource: '*',
        });
      },
      async climb(by) {
        await by.leave('suspended', 'helper');
        await by.enterClient();
      },
    },
    {
      name: 'Deny: a member of the group for production takes it off',
      kinds: { environment: {} },
      // The policy that lets the user out is the one that holds the user back.
      apply(state, cast) {
        helper(state, cast);
        groupOf(state, cast).members.push('helper');
        putInline(
          helper(state, cast),
          'frozen',
          { ...use(cast.client.roleArn), Effect: 'Deny' },
          allow('iam:DeleteUserPolicy', ops(cast, 'user/${aws:username}')),
        );
      },
      async climb(by) {
        await by.dropUserPolicy('helper', 'frozen');
        await by.enterClient();
      },
    },
    {
      name: 'Deny: of a role, taken off by who may enter it',
      kinds: { environment: {} },
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^(user\/helper|role\/robot)$/ },
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'enter', use(ops(cast, 'role/robot')));
        putInline(group, 'tidy', allow('iam:DeleteRolePolicy', ops(cast, 'role/robot')));
        const robot = addRole(state, cast.ops, 'robot', documentOf(letIn(rootOf(cast.ops))));
        putInline(robot, 'clients', use(cast.client.roleArn));
        putInline(robot, 'not-now', { ...use('*'), Effect: 'Deny' });
      },
      async climb(by) {
        await by.dropRolePolicy('robot', 'not-now');
        await (await by.enter('robot')).enterClient();
      },
    },
    {
      name: 'boundary: of a role, removed by who may enter it',
      kinds: { environment: {} },
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^(user\/helper|role\/robot)$/ },
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'enter', use(ops(cast, 'role/robot')));
        putInline(group, 'free', allow('iam:DeleteRolePermissionsBoundary', ops(cast, 'role/robot')));
        const robot = addRole(state, cast.ops, 'robot', documentOf(letIn(rootOf(cast.ops))));
        putInline(robot, 'clients', use(cast.client.roleArn));
        robot.permissionsBoundary = addPolicy(state, cast.ops, 'fence', documentOf(allow('s3:*', '*')));
      },
      async climb(by) {
        await by.unbindRole('robot');
        await (await by.enter('robot')).enterClient();
      },
    },
    {
      name: 'rename: a group takes the name that may be written to',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'rename', allow('iam:UpdateGroup', ops(cast, 'group/*')));
        putInline(group, 'write', allow('iam:PutGroupPolicy', ops(cast, 'group/interns')));
      },
      async climb(by) {
        await by.renameGroup('staff', 'interns');
        await by.giveGroup('interns');
        await by.enterClient();
      },
    },
    {
      name: 'rename: a user takes the name that may be written to',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply(state, cast) {
        const group = staff(state, cast);
        putInline(group, 'rename', allow('iam:UpdateUser', ops(cast, 'user/*')));
        putInline(
          group,
          'write',
          allow(['iam:PutUserPolicy', 'iam:AttachUserPolicy'], ops(cast, 'user/temp-*')),
        );
      },
      async climb(by) {
        await by.renameUser('helper', 'temp-1');
        await by.giveUser('temp-1');
        await by.enterClient();
      },
    },
    {
      name: 'ARN: a write on an ARN of three fields',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply: (state, cast) =>
        putInline(staff(state, cast), 'write', allow('iam:PutUserPolicy', 'arn:aws:iam')),
      async climb(by) {
        await by.giveUser('helper');
        await by.enterClient();
      },
    },
    {
      name: 'ARN: a write on an ARN without its last field, in any account',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply: (state, cast) =>
        putInline(staff(state, cast), 'write', allow('iam:AttachUserPolicy', 'arn:aws:iam::*')),
      async climb(by) {
        await by.attachUser('helper');
        await by.enterClient();
      },
    },
    {
      name: 'ARN: a write on everything but some users',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply: (state, cast) =>
        putInline(staff(state, cast), 'write', {
          Effect: 'Allow',
          Action: 'iam:PutUserPolicy',
          NotResource: [
            ops(cast, 'user/ops-user'),
            ops(cast, 'group/*'),
            'arn:aws:iam::*:user/${aws:PrincipalTag/boss}',
          ],
        }),
      async climb(by) {
        await by.giveUser('helper');
        await by.enterClient();
      },
    },
    {
      name: 'ARN: a write on users of a pattern with a policy variable that nobody knows',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/staff$/ },
      repair: 'named',
      apply: (state, cast) =>
        putInline(
          staff(state, cast),
          'write',
          allow('iam:PutUserPolicy', ops(cast, 'user/${aws:PrincipalTag/name}')),
        ),
    },
    {
      name: 'a user of Ops whose own policies are a way in',
      expect: { check: 'grant-elsewhere', severity: 'high', subject: /^user\/ops-user$/ },
      repair: 'named',
      apply: (state, cast) => void opsUserOf(state, cast).attached.push(awsPolicy('IAMFullAccess')),
    },
  ],
);

async function viaNewRole(by: Climber): Promise<void> {
  await by.createRole('tmp-a');
  await by.giveRole('tmp-a');
  await (await by.enter('tmp-a')).enterClient();
}

/** The user `helper`, in no group unless `staff` or another puts the user there. */
function helper(state: SandboxState, { ops: accountId }: Cast) {
  return state.iam[accountId]?.users['helper'] ?? addUser(state, accountId, 'helper', { key: 'Active' });
}

/** The group `staff`, which `helper` is in. */
export function staff(state: SandboxState, cast: Cast) {
  return joined(state, cast, 'staff');
}

export function joined(state: SandboxState, cast: Cast, name: string) {
  const user = helper(state, cast);
  const group = addGroup(state, cast.ops, name);
  group.members.push(user.name);
  return group;
}

function userOf(state: SandboxState, cast: Cast): string {
  return ops(cast, `user/${helper(state, cast).name}`);
}

export function ops(cast: Cast, resource: string): string {
  return `arn:aws:iam::${cast.ops}:${resource}`;
}

export function allow(Action: string | readonly string[], Resource: string | readonly string[]): Json {
  return { Effect: 'Allow', Action, Resource };
}

export function forService(service: string): Json {
  return { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
}
