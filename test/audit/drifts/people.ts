import type { SandboxState } from '../../../src/sandbox/state.ts';
import { farAway } from '../cast.ts';
import { drifts, ofBase } from '../drift.ts';
import {
  addGroup,
  addRole,
  addUser,
  administratorAccess,
  adminsOf,
  awsPolicy,
  documentOf,
  groupOf,
  iamOf,
  letIn,
  opsUserOf,
  putInline,
  remove,
  removeInline,
  rootOf,
} from '../edits.ts';
import { letAdminActAlone } from '../prepared.ts';
import { readAccess } from '../read-access.ts';

export const day = 24 * 3_600_000;

/** The access keys of a user, made and last used at a time. */
export function ageKeys(state: SandboxState, userName: string, createdAt: number, lastUsedAt: number): void {
  for (const key of Object.values(state.accessKeys))
    if (key.userName === userName) Object.assign(key, { createdAt, lastUsedAt });
}

/** The group of admins, in the management account. Who runs the commands is an admin without it. */
export const admins = drifts({ touches: 'admins', repair: 'yes', kinds: ofBase }, [
  {
    name: 'no group of admins',
    expect: { check: 'group-missing', severity: 'medium', subject: /admin/ },
    // Repaired it has no members; who belongs in it is a person's to say.
    apply(state, { management }) {
      letAdminActAlone(state);
      remove(iamOf(state, management).groups, 'admin');
    },
  },
  {
    name: 'group of admins renamed',
    expect: { check: 'group-missing', severity: 'medium', subject: /admin/ },
    apply(state, cast) {
      letAdminActAlone(state);
      const { groups } = iamOf(state, cast.management);
      groups['administrators'] = { ...adminsOf(state, cast), name: 'administrators' };
      remove(groups, 'admin');
    },
  },
  {
    name: 'admins without AdministratorAccess',
    expect: { check: 'admin-narrower', severity: 'medium', subject: /admin/ },
    apply(state, cast) {
      letAdminActAlone(state);
      adminsOf(state, cast).attached = [];
    },
  },
  {
    name: 'admins with less',
    expect: { check: 'admin-narrower', severity: 'medium', subject: /admin/ },
    apply(state, cast) {
      letAdminActAlone(state);
      adminsOf(state, cast).attached = [awsPolicy('PowerUserAccess')];
    },
  },
  {
    name: 'admins who may not assume the access role',
    expect: { check: 'admin-narrower', severity: 'medium', subject: /admin/ },
    repair: 'named',
    apply(state, cast) {
      const group = adminsOf(state, cast);
      putInline(group, 'no-emergencies', { Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' });
      // Who runs the commands has left the group.
      letAdminActAlone(state);
      group.members = [];
    },
  },
  {
    name: 'admins with a Deny of their own',
    expect: { check: 'admin-narrower', severity: 'medium', subject: /admin/ },
    repair: 'named',
    apply: (state, cast) =>
      putInline(adminsOf(state, cast), 'stay', {
        Effect: 'Deny',
        Action: 'organizations:LeaveOrganization',
        Resource: '*',
      }),
  },
  {
    name: 'admins who are more than was configured',
    config: 'admins',
    expect: { check: 'admin-broader', severity: 'high', subject: /admin/ },
    repair: 'named',
    apply: (state, cast) => void adminsOf(state, cast).attached.push(awsPolicy('IAMFullAccess')),
  },
  {
    name: 'admins with an inline policy of more than was configured',
    config: 'admins',
    expect: { check: 'admin-broader', severity: 'high', subject: /admin/ },
    repair: 'named',
    apply: (state, cast) =>
      putInline(adminsOf(state, cast), 'users', { Effect: 'Allow', Action: 'iam:CreateUser', Resource: '*' }),
  },
  {
    name: 'admins who are administrators where less was configured',
    config: 'admins',
    expect: { check: 'admin-broader', severity: 'high', subject: /admin/ },
    repair: 'named',
    apply: (state, cast) => void adminsOf(state, cast).attached.push(administratorAccess),
  },
  {
    name: 'admins without the configured policy',
    config: 'admins',
    expect: { check: 'admin-narrower', severity: 'medium', subject: /admin/ },
    apply(state, cast) {
      const group = adminsOf(state, cast);
      group.attached = group.attached.filter((arn) => arn !== awsPolicy('ReadOnlyAccess'));
    },
  },
]);

/** The group for production, and the people in Ops. */
export const people = drifts({ repair: 'no' }, [
  {
    name: 'no group for production',
    expect: { check: 'group-missing', severity: 'medium', subject: /GROUP/ },
    explains: ['grant-missing', 'user-outside-groups'],
    repair: 'yes',
    leaves: ['user-outside-groups'],
    touches: 'alone',
    doors: { closes: [{ who: 'person' }] },
    apply: (state, { ops, group }) => remove(iamOf(state, ops).groups, group),
  },
  {
    name: 'group for production without read access',
    expect: { check: 'group-read-access', severity: 'low' },
    repair: 'yes',
    touches: 'read-access',
    apply: (state, cast) => removeInline(groupOf(state, cast), 'read-own-access'),
  },
  {
    name: 'read access without the policies',
    expect: { check: 'group-read-access', severity: 'low' },
    repair: 'yes',
    touches: 'read-access',
    apply(state, cast) {
      const arn = `arn:aws:iam::${cast.ops}`;
      const Resource = [`${arn}:user/\${aws:username}`, `${arn}:group/*`];
      groupOf(state, cast).inline['read-own-access'] = {
        document: readAccess(cast.ops, { Resource }),
        effectiveAt: 0,
      };
    },
  },
  {
    name: 'read access denied again',
    expect: { check: 'group-read-access', severity: 'low' },
    touches: 'read-access',
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'blind', { Effect: 'Deny', Action: 'iam:Get*', Resource: '*' }),
  },
  {
    name: 'group for production with IAMFullAccess',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|IAMFullAccess/ },
    repair: 'named',
    touches: 'group-broader',
    doors: { opens: [{ who: 'person', action: 'iam:CreateUser' }] },
    apply: (state, cast) => void groupOf(state, cast).attached.push(awsPolicy('IAMFullAccess')),
  },
  {
    name: 'group for production that reads all of IAM',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|IAMReadOnlyAccess/ },
    repair: 'named',
    touches: 'group-broader',
    apply: (state, cast) => void groupOf(state, cast).attached.push(awsPolicy('IAMReadOnlyAccess')),
  },
  {
    name: 'group for production with AdministratorAccess',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|AdministratorAccess/ },
    explains: ['grant-broader'],
    repair: 'named',
    touches: 'group-broader',
    doors: { opens: [{ who: 'person', role: 'CLIENT-secret' }] },
    apply: (state, cast) => void groupOf(state, cast).attached.push(administratorAccess),
  },
  {
    name: 'group for production with an inline policy for S3',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|files/ },
    repair: 'named',
    touches: 'group-broader',
    doors: { opens: [{ who: 'person', action: 's3:GetObject' }] },
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'files', { Effect: 'Allow', Action: 's3:*', Resource: '*' }),
  },
  {
    name: 'group for production that may give itself more',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|self/ },
    repair: 'named',
    touches: 'group-broader',
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'self', {
        Effect: 'Allow',
        Action: 'iam:PutGroupPolicy',
        Resource: `arn:aws:iam::${cast.ops}:group/${cast.group}`,
      }),
  },
  {
    name: 'group for production with everything but one action',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|nearly/ },
    explains: ['grant-broader'],
    repair: 'named',
    touches: 'group-broader',
    apply: (state, cast) =>
      putInline(groupOf(state, cast), 'nearly', {
        Effect: 'Allow',
        NotAction: 'sts:AssumeRole',
        Resource: '*',
      }),
  },
  {
    name: 'group for production that reads every user',
    expect: { check: 'group-broader', severity: 'high', subject: /GROUP|read-own-access/ },
    repair: 'named',
    touches: 'group-broader',
    apply(state, cast) {
      groupOf(state, cast).inline['read-own-access'] = {
        document: readAccess(cast.ops, { Action: ['iam:*'] }),
        effectiveAt: 0,
      };
    },
  },
  {
    name: 'a user of Ops with an inline policy',
    kinds: ofBase,
    expect: { check: 'user-own-policy', severity: 'medium', subject: /ops-user/ },
    touches: 'ops-user',
    apply: (state, cast) =>
      putInline(opsUserOf(state, cast), 'bucket', {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: '*',
      }),
  },
  {
    name: 'a user of Ops with a managed policy',
    kinds: ofBase,
    expect: { check: 'user-own-policy', severity: 'medium', subject: /ops-user/ },
    touches: 'ops-user',
    apply: (state, cast) => void opsUserOf(state, cast).attached.push(awsPolicy('IAMUserChangePassword')),
  },
  {
    name: 'a user of Ops who is locked',
    kinds: ofBase,
    expect: { check: 'user-locked', severity: 'low', subject: /leaver/ },
    never: ['user-own-policy'],
    touches: 'leaver',
    apply: (state, { ops }) =>
      putInline(addUser(state, ops, 'leaver', { key: 'Active', groups: ['production'] }), 'diverst-locked', {
        Effect: 'Deny',
        Action: '*',
        Resource: '*',
      }),
  },
  {
    name: 'MFA: a person without a device who is locked',
    config: 'mfa',
    expect: { check: 'user-locked', severity: 'low', subject: /leaver/ },
    never: ['user-without-mfa'],
    touches: 'leaver',
    apply: (state, { ops, group }) =>
      putInline(addUser(state, ops, 'leaver', { key: 'Active', groups: [group] }), 'frozen', {
        Effect: 'Deny',
        Action: ['s3:*', '*'],
        Resource: '*',
      }),
  },
  {
    name: 'a user of Ops in no group',
    kinds: ofBase,
    expect: { check: 'user-outside-groups', severity: 'low', subject: /loner/ },
    touches: 'loner',
    apply: (state, { ops }) => void addUser(state, ops, 'loner'),
  },
  {
    name: 'MFA: the person’s device gone',
    config: 'mfa',
    expect: { check: 'user-without-mfa', severity: 'medium', subject: /ops-user/ },
    touches: 'ops-user',
    apply(state, cast) {
      opsUserOf(state, cast).mfaDevices = [];
    },
  },
  {
    name: 'MFA: another person with keys and no device',
    config: 'mfa',
    expect: { check: 'user-without-mfa', severity: 'medium', subject: /newcomer/ },
    touches: 'newcomer',
    apply: (state, { ops, group }) =>
      void addUser(state, ops, 'newcomer', { key: 'Active', groups: [group] }),
  },
  {
    name: 'a user in Ops with a password and no device',
    kinds: ofBase,
    expect: { check: 'user-password-without-mfa', severity: 'high', subject: /^bare$/ },
    touches: 'bare',
    apply: (state, { ops }) =>
      void addUser(state, ops, 'bare', { groups: ['production', 'people'], password: true }),
  },
  {
    name: 'a new person who has not signed in yet',
    kinds: ofBase,
    expect: { check: 'user-password-without-mfa', severity: 'low', subject: /^fresh$/ },
    touches: 'fresh',
    apply(state, { ops, now }) {
      const user = addUser(state, ops, 'fresh', { groups: ['production', 'people'], password: true });
      Object.assign(user, { passwordResetRequired: true, createdAt: now - 6 * day });
    },
  },
  {
    name: 'a new person who has not signed in for a week',
    kinds: ofBase,
    expect: { check: 'user-password-without-mfa', severity: 'high', subject: /^late$/ },
    touches: 'late',
    apply(state, { ops, now }) {
      const user = addUser(state, ops, 'late', { groups: ['production', 'people'], password: true });
      Object.assign(user, { passwordResetRequired: true, createdAt: now - 8 * day });
    },
  },
  {
    name: 'a user of the management account with a password and no device',
    kinds: ofBase,
    expect: { check: 'user-password-without-mfa', severity: 'high', subject: /^management\/bare$/ },
    touches: 'bare admin',
    apply: (state, { management }) => void addUser(state, management, 'bare', { password: true }),
  },
  {
    name: 'a user in Ops who was never used',
    kinds: ofBase,
    expect: { check: 'user-unused', severity: 'low', subject: /^idle$/ },
    touches: 'idle',
    apply: (state, { ops, now }) =>
      Object.assign(addUser(state, ops, 'idle', { groups: ['production'] }), { createdAt: now - 92 * day }),
  },
  {
    name: 'a user of the management account who was never used, with a password and a device',
    kinds: ofBase,
    expect: { check: 'user-unused', severity: 'low', subject: /^management\/gone$/ },
    touches: 'gone admin',
    apply(state, { management, now }) {
      const user = addUser(state, management, 'gone', { password: true, mfa: true });
      Object.assign(user, { createdAt: now - 92 * day });
    },
  },
  {
    name: 'a user in Ops whose key has not signed for a long time',
    kinds: ofBase,
    expect: { check: 'user-unused', severity: 'low', subject: /^asleep$/ },
    explains: ['user-key-age'],
    touches: 'asleep',
    apply(state, { ops, now }) {
      const user = addUser(state, ops, 'asleep', { key: 'Active', groups: ['production'] });
      Object.assign(user, { createdAt: now - 300 * day });
      ageKeys(state, 'asleep', now - 300 * day, now - 92 * day);
    },
  },
  {
    name: 'an old access key that is in use',
    kinds: ofBase,
    expect: { check: 'user-key-age', severity: 'low', subject: /^worker$/ },
    touches: 'worker',
    apply(state, { ops, now }) {
      addUser(state, ops, 'worker', { key: 'Active', groups: ['production'] });
      ageKeys(state, 'worker', now - 92 * day, now);
    },
  },
  {
    name: 'a group in Ops that writes IAM',
    kinds: ofBase,
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/people-admins$/ },
    touches: 'people-admins',
    repair: 'named',
    apply: (state, { ops }) =>
      void addGroup(state, ops, 'people-admins').attached.push(awsPolicy('IAMFullAccess')),
  },
  {
    name: 'a group in Ops that adds people to groups',
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/helpers$/ },
    touches: 'helpers',
    repair: 'named',
    apply: (state, { ops, group }) =>
      putInline(addGroup(state, ops, 'helpers'), 'membership', {
        Effect: 'Allow',
        Action: 'iam:AddUserToGroup',
        Resource: `arn:aws:iam::${ops}:group/${group}`,
      }),
  },
  {
    name: 'a group in Ops that makes keys of others',
    kinds: ofBase,
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^group\/support$/ },
    touches: 'support',
    repair: 'named',
    apply: (state, { ops }) =>
      putInline(addGroup(state, ops, 'support'), 'keys', {
        Effect: 'Allow',
        Action: 'iam:CreateAccessKey',
        Resource: `arn:aws:iam::${ops}:user/*`,
      }),
  },
  {
    name: 'a user of Ops who may write the own policies',
    kinds: ofBase,
    expect: { check: 'grant-elsewhere', severity: 'high', subject: /^user\/ops-user$/ },
    touches: 'ops-user',
    repair: 'named',
    apply: (state, cast) =>
      putInline(opsUserOf(state, cast), 'self-edit', {
        Effect: 'Allow',
        Action: 'iam:PutUserPolicy',
        Resource: `arn:aws:iam::${cast.ops}:user/\${aws:username}`,
      }),
  },
  {
    name: 'a role in Ops for an account outside the organization',
    kinds: ofBase,
    expect: { check: 'role-other-trust', severity: 'high', subject: /bridge/ },
    explains: ['grant-elsewhere'],
    touches: 'ops-role',
    apply(state, { ops }) {
      const bridge = addRole(state, ops, 'bridge', documentOf(letIn(rootOf(farAway))));
      bridge.attached.push(administratorAccess);
    },
  },
]);
