import { describe, expect, it } from 'vitest';
import {
  type AccountSnapshot,
  type IamSnapshot,
  nothingElseAsked,
  type UserSnapshot,
} from '../../src/model/organization.ts';
import type { GroupSnapshot, Role } from '../../src/model/snapshot.ts';
import { defaultStructure } from '../../src/model/structure.ts';
import { diffContext } from '../../src/plan/diff/context.ts';
import { diffOrganization } from '../../src/plan/diff-organization.ts';

const management = '111111111111';
const ops = '222222222222';
const acme = '333333333333';
const inOps = (resource: string) => `arn:aws:iam::${ops}:${resource}`;

type Json = Readonly<Record<string, unknown>>;

function documentOf(...Statement: readonly Json[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function allow(
  Action: string | readonly string[],
  Resource: string | readonly string[],
  more: Json = {},
): Json {
  return { Effect: 'Allow', Action, Resource, ...more };
}

function inline(...statements: readonly Json[]): GroupSnapshot['inline'] {
  return [{ name: 'rights', document: documentOf(...statements) }];
}

function user(name: string, parts: Partial<UserSnapshot> = {}): UserSnapshot {
  return {
    name,
    arn: inOps(`user/${name}`),
    groups: [],
    inline: [],
    attached: [],
    accessKeys: 1,
    mfaDevices: 1,
    signIn: null,
    permissionsBoundary: null,
    ...parts,
  };
}

function group(name: string, ...statements: readonly Json[]): GroupSnapshot {
  return { name, arn: inOps(`group/${name}`), inline: inline(...statements), attached: [] };
}

function account(
  id: string,
  name: string,
  parentId: string,
  iam: Partial<IamSnapshot> = {},
): AccountSnapshot {
  return {
    id,
    name,
    email: `aws+${name}@example.com`,
    state: 'ACTIVE',
    parentId,
    joinedAt: 0,
    joinedMethod: 'CREATED',
    reading: {
      kind: 'read',
      iam: { users: [], groups: [], roles: [], policies: [], ...iam },
      rootUser: { kind: 'not-asked' },
    },
  };
}

/** Subjects of grants outside the group for production. */
function found(iam: Partial<IamSnapshot>): readonly string[] {
  const role: Role = {
    name: 'acme-production',
    arn: `arn:aws:iam::${acme}:role/acme-production`,
    path: '/',
    trust: documentOf({ Effect: 'Allow', Principal: { AWS: ops }, Action: 'sts:AssumeRole' }),
    maxSession: 3600,
    permissionsBoundary: null,
    managedPolicies: [],
    inlinePolicies: [],
  };
  const production = group('production', allow(['sts:AssumeRole', 'sts:TagSession'], role.arn));
  const snapshot = {
    partition: 'aws',
    id: 'o-1',
    managementAccountId: management,
    featureSet: 'ALL',
    ...nothingElseAsked,
    rootId: 'r-1',
    units: [
      { id: 'ou-users', name: 'Users', parentId: 'r-1' },
      { id: 'ou-envs', name: 'Envs', parentId: 'r-1' },
      { id: 'ou-production', name: 'Production', parentId: 'ou-envs' },
    ],
    accounts: [
      account(management, 'management', 'r-1'),
      account(ops, 'Ops', 'ou-users', { ...iam, groups: [production, ...(iam.groups ?? [])] }),
      account(acme, 'acme', 'ou-production', { roles: [role] }),
    ],
  };
  const context = diffContext(defaultStructure, snapshot, Date.UTC(2030, 0, 1));
  return diffOrganization(context).flatMap(({ check, subject }) =>
    check === 'grant-elsewhere' ? [subject] : [],
  );
}

const everything = allow('*', '*');
const fence = { name: 'fence', arn: inOps('policy/fence'), document: documentOf(allow('s3:*', '*')) };

describe('permissions boundaries of users', () => {
  it('close what the groups of all members allow', () => {
    const bound = { groups: ['staff'], permissionsBoundary: fence.arn };
    const staff = group('staff', everything);
    expect(
      found({ groups: [staff], policies: [fence], users: [user('ann', bound), user('bob', bound)] }),
    ).toEqual([]);
    expect(
      found({
        groups: [staff],
        policies: [fence],
        users: [user('ann', bound), user('bob', { groups: ['staff'] })],
      }),
    ).toEqual(['group/staff']);
  });

  it('close what the user’s own policies allow', () => {
    const own = { inline: inline(everything) };
    expect(
      found({ policies: [fence], users: [user('ann', { ...own, permissionsBoundary: fence.arn })] }),
    ).toEqual([]);
    expect(found({ policies: [fence], users: [user('ann', own)] })).toEqual(['user/ann']);
  });

  it.each<readonly [string, string]>([
    ['iam:DeleteUserPermissionsBoundary', inOps('user/${aws:username}')],
    ['iam:PutUserPermissionsBoundary', inOps('user/ann')],
    ['iam:CreatePolicyVersion', fence.arn],
    ['iam:SetDefaultPolicyVersion', fence.arn],
  ])('do not where the user can take them off by %s', (action, resource) => {
    const open = { ...fence, document: documentOf(allow(['s3:*', action], '*')) };
    const ann = user('ann', { groups: ['staff'], permissionsBoundary: fence.arn });
    const staff = group('staff', everything);
    expect(found({ groups: [staff], policies: [open], users: [ann] })).toEqual(['group/staff']);
    const narrow = group('staff', allow('iam:PutUserPolicy', '*'), allow(action, resource));
    expect(found({ groups: [narrow], policies: [open], users: [ann] })).toEqual(['group/staff']);
    expect(
      found({ groups: [group('staff', allow('iam:PutUserPolicy', '*'))], policies: [open], users: [ann] }),
    ).toEqual([]);
  });

  it('count for nothing where their policy was not read', () => {
    const ann = user('ann', { groups: ['staff'], permissionsBoundary: 'arn:aws:iam::aws:policy/Unknown' });
    expect(found({ groups: [group('staff', everything)], users: [ann] })).toEqual(['group/staff']);
  });
});

describe('many users', () => {
  it('of the same groups are each reported by name', () => {
    const users = ['ann', 'bob', 'cid'].map((name) => user(name, { groups: ['makers', 'writers'] }));
    const makers = group('makers', allow('iam:CreateRole', inOps('role/tmp-*')));
    const writers = group('writers', allow('iam:AttachRolePolicy', inOps('role/tmp-*')));
    expect(
      found({ groups: [makers, writers], users: [...users, user('dan', { groups: ['makers'] })] }),
    ).toEqual(['user/ann', 'user/bob', 'user/cid']);
  });

  it('are distinguished by their paths where a policy goes by these', () => {
    const writers = group('writers', allow('iam:PutUserPolicy', inOps('user/temps/${aws:username}')));
    const at = (path: string, name: string) =>
      user(name, { arn: inOps(`user${path}${name}`), groups: ['writers'] });
    expect(found({ groups: [writers], users: [at('/', 'ann'), at('/staff/', 'bob')] })).toEqual([]);
    expect(found({ groups: [writers], users: [at('/', 'ann'), at('/temps/', 'bob')] })).toEqual([
      'group/writers',
    ]);
  });
});
