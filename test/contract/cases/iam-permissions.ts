import {
  AttachUserPolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GetRoleCommand,
  GetUserCommand,
  ListUsersCommand,
  PutRolePermissionsBoundaryCommand,
  UpdateUserCommand,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { type Caller, keysOf } from '../support/caller.ts';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, policy, type Statement, trust } from '../support/documents.ts';
import { assume, makeOpsUser, makeRole, makeUser, openSession, putUserPolicy } from '../support/make.ts';
import { allowed, denied, outcome, refused } from '../support/outcome.ts';
import { iamApi, iamGuide, permissionsOf, stsApi } from '../support/pages.ts';
import type { Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';
const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

/** What a user of the member account may do in IAM with one policy of these statements. */
function permitted(
  stem: string,
  statements: (stage: Stage) => readonly Statement[],
  calls: (caller: Caller, stage: Stage) => Readonly<Record<string, Promise<unknown>>>,
  expected: Shape,
): ContractCase {
  return contractCase({
    id: `iam/permissions/${stem}`,
    rule: 'iam-permissions',
    page: permissionsOf('awsidentityandaccessmanagementiam'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: (stage) => makeOpsUser(stage, [policy(...statements(stage))]),
    calls: (stage, { caller }) => outcomes(calls(caller, stage)),
    expected,
  });
}

async function outcomes(calls: Readonly<Record<string, Promise<unknown>>>) {
  const entries = Object.entries(calls).map(async ([name, call]) => [name, await outcome(call)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

const nobody = (stage: Stage, path = '/') =>
  `arn:aws:iam::${stage.memberId}:user${path}${stage.name('nobody')}`;
const missing = refused('NoSuchEntityException');

/** What IAM's calls need, and when a change counts. */
export const iamPermissionCases: readonly ContractCase[] = [
  // Of users that do not exist, so that what is allowed changes nothing.
  permitted(
    'on-the-arn',
    (stage) => [allow('iam:GetUser', nobody(stage))],
    ({ iam }, stage) => ({
      named: iam.send(new GetUserCommand({ UserName: stage.name('nobody') })),
      other: iam.send(new GetUserCommand({ UserName: stage.name('other') })),
    }),
    { named: missing, other: denied },
  ),
  permitted(
    'of-its-own-name',
    (stage) => [allow('iam:GetUser', nobody(stage))],
    ({ iam }, stage) => ({
      read: iam.send(new GetUserCommand({ UserName: stage.name('nobody') })),
      deleted: iam.send(new DeleteUserCommand({ UserName: stage.name('nobody') })),
    }),
    {
      read: missing,
      deleted: refused('AccessDenied', {
        status: 403,
        message: /is not authorized to perform: iam:DeleteUser on resource: /,
      }),
    },
  ),
  permitted(
    'renaming-needs-both-names',
    (stage) => [
      allow('iam:GetUser', nobody(stage)),
      allow('iam:UpdateUser', [nobody(stage), `${nobody(stage)}-new`]),
    ],
    ({ iam }, stage) => {
      const UserName = stage.name('nobody');
      return {
        both: iam.send(new UpdateUserCommand({ UserName, NewUserName: `${UserName}-new` })),
        one: iam.send(new UpdateUserCommand({ UserName, NewUserName: `${UserName}-other` })),
      };
    },
    { both: missing, one: denied },
  ),
  permitted(
    'tags-at-creation',
    () => [allow('iam:CreateUser')],
    ({ iam }) => ({
      plain: iam.send(new CreateUserCommand({ UserName: 'not a name' })),
      tagged: iam.send(new CreateUserCommand({ UserName: 'tagged', Tags: [{ Key: 'team', Value: 'one' }] })),
    }),
    { plain: allowed, tagged: denied },
  ),
  permitted(
    'key-of-the-policy',
    () => [allow('iam:AttachUserPolicy', '*', { Condition: { ArnEquals: { 'iam:PolicyARN': readOnly } } })],
    ({ iam }, stage) => {
      const UserName = stage.name('nobody');
      return {
        named: iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: readOnly })),
        other: iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: administrator })),
      };
    },
    { named: missing, other: denied },
  ),
  permitted(
    'key-of-the-boundary',
    () => [
      allow('iam:PutRolePermissionsBoundary', '*', {
        Condition: { ArnEquals: { 'iam:PermissionsBoundary': readOnly } },
      }),
    ],
    ({ iam }, stage) => {
      const RoleName = stage.name('nobody');
      return {
        named: iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: readOnly })),
        other: iam.send(
          new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: administrator }),
        ),
      };
    },
    { named: missing, other: denied },
  ),
  permitted(
    'keys-of-tags',
    () => [
      allow(['iam:CreateRole', 'iam:TagRole'], '*', {
        Condition: {
          StringEquals: { 'aws:RequestTag/team': 'one' },
          'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
        },
      }),
    ],
    ({ iam }, stage) => {
      // A trust policy that IAM refuses, after the permissions.
      const input = { RoleName: stage.name('nobody'), AssumeRolePolicyDocument: '{}' };
      const create = (...tags: string[][]) =>
        iam.send(new CreateRoleCommand({ ...input, Tags: tags.map(([Key, Value]) => ({ Key, Value })) }));
      return {
        right: create(['team', 'one']),
        otherValue: create(['team', 'two']),
        otherKey: create(['team', 'one'], ['cost', 'one']),
      };
    },
    { right: allowed, otherValue: denied, otherKey: denied },
  ),

  contractCase({
    id: 'iam/session-without-mfa',
    rule: 'session-without-mfa',
    page: stsApi('GetSessionToken'),
    kind: 'reversible',
    signs: 'ops',
    known: 'observed',
    prepare: async (stage) => {
      const { caller } = await makeOpsUser(stage, [policy(allow('iam:*'))]);
      const { Credentials } = await caller.sts.send(new GetSessionTokenCommand({}));
      return stage.as(keysOf(Credentials));
    },
    calls: (_, { iam }) => iam.send(new ListUsersCommand({})),
    expected: refused('InvalidClientTokenId', { status: 403 }),
  }),

  contractCase({
    id: 'iam/propagation/policy-in-the-end',
    rule: 'propagation',
    page: iamGuide('troubleshoot.html#troubleshoot_general_eventual-consistency'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const person = await makeOpsUser(stage, [policy(allow('iam:GetUser'))]);
      await putUserPolicy(person.by, person.name, policy(allow('iam:ListUsers')));
      return person;
    },
    calls: async (_, { caller }) => ({
      before: await outcome(caller.iam.send(new GetUserCommand({}))),
      now: await outcome(caller.iam.send(new ListUsersCommand({ MaxItems: 1 }))),
    }),
    expected: { before: denied, now: allowed },
  }),
  contractCase({
    id: 'iam/propagation/policy-that-was-replaced-still-counts',
    rule: 'propagation',
    page: iamGuide('troubleshoot.html#troubleshoot_general_eventual-consistency'),
    kind: 'special',
    signs: 'ops',
    known: 'observed',
    setUp: { options: { timings: { propagation: 30_000 } } },
    prepare: async (stage) => {
      const person = await makeOpsUser(stage, [policy(allow('iam:GetUser'))]);
      await stage.sleep(30_000);
      await putUserPolicy(person.by, person.name, policy(allow('iam:ListUsers')));
      return person;
    },
    calls: async (stage, { caller }) => {
      const both = async () => ({
        replaced: await outcome(caller.iam.send(new GetUserCommand({}))),
        written: await outcome(caller.iam.send(new ListUsersCommand({}))),
      });
      const atOnce = await both();
      await stage.sleep(30_000);
      return { atOnce, later: await both() };
    },
    expected: {
      atOnce: { replaced: allowed, written: denied },
      later: { replaced: denied, written: allowed },
    },
  }),
  contractCase({
    id: 'iam/propagation/new-role',
    rule: 'propagation',
    page: iamGuide('troubleshoot.html#troubleshoot_general_eventual-consistency'),
    kind: 'special',
    known: 'observed',
    setUp: { options: { timings: { propagation: 30_000 } } },
    prepare: async (stage) =>
      makeRole(stage, await stage.member(), 'role', trust(account(stage.organization.managementId))),
    calls: async (stage, { arn }) => {
      const atOnce = await outcome(stage.management.sts.send(assume(arn)));
      await stage.sleep(30_000);
      return { atOnce, later: await outcome(stage.management.sts.send(assume(arn))) };
    },
    expected: { atOnce: refused('AccessDenied'), later: { AssumedRoleUser: { Arn: /contract$/ } } },
  }),

  ...(['user', 'role'] as const).map((kind) =>
    contractCase({
      id: `iam/principals/${kind}-that-does-not-exist`,
      rule: 'principals',
      page: iamGuide('reference_policies_elements_principal.html'),
      kind: 'reversible',
      prepare: async () => undefined,
      calls: (stage) => {
        const arn = `arn:aws:iam::${stage.organization.managementId}:${kind}/${stage.name('nobody')}`;
        const input = { RoleName: stage.name('role'), AssumeRolePolicyDocument: trust({ AWS: arn }) };
        return stage.management.iam.send(new CreateRoleCommand(input));
      },
      expected: refused('MalformedPolicyDocumentException', {
        message: /^Invalid principal in policy: "AWS":"arn:aws:iam::/,
      }),
    }),
  ),
  contractCase({
    id: 'iam/principals/renamed',
    rule: 'principals',
    page: iamGuide('reference_policies_elements_principal.html'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: async (stage) => {
      const user = await makeUser(stage, stage.management, 'user');
      const role = await makeRole(stage, stage.management, 'role', trust({ AWS: user.arn }));
      const renamed = stage.name('renamed');
      stage.tidy(`user ${renamed}`, () =>
        stage.management.iam.send(new DeleteUserCommand({ UserName: renamed })),
      );
      await stage.management.iam.send(new UpdateUserCommand({ UserName: user.name, NewUserName: renamed }));
      return { role, renamed };
    },
    calls: (stage, { role }) => trustOf(stage, role.name),
    expected: ({ organization: { managementId } }, { renamed }) => ({
      Statement: [{ Principal: { AWS: `arn:aws:iam::${managementId}:user/${renamed}` } }],
    }),
  }),
  contractCase({
    id: 'iam/principals/deleted',
    rule: 'principals',
    page: iamGuide('reference_policies_elements_principal.html'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const user = await makeUser(stage, stage.management, 'user');
      const role = await makeRole(stage, stage.management, 'role', trust({ AWS: user.arn }));
      await stage.management.iam.send(new DeleteUserCommand({ UserName: user.name }));
      return { role, id: user.id };
    },
    calls: (stage, { role }) => trustOf(stage, role.name),
    expected: (_, { id }) => ({ Statement: [{ Principal: { AWS: id } }] }),
  }),
  contractCase({
    id: 'iam/principals/namesake',
    rule: 'principals',
    page: iamGuide('reference_policies_elements_principal.html'),
    kind: 'reversible',
    signs: 'ops',
    prepare: async (stage) => {
      const member = await stage.member();
      const first = await makeUser(stage, member, 'person');
      const lost = await makeRole(stage, member, 'lost', trust({ AWS: first.arn }));
      await member.iam.send(new DeleteUserCommand({ UserName: first.name }));
      const { arn, caller } = await makeOpsUser(stage);
      const own = await makeRole(stage, member, 'own', trust({ AWS: arn }));
      await openSession(stage, caller, own.arn);
      return { caller, lost };
    },
    calls: (_, { caller, lost }) => caller.sts.send(assume(lost.arn)),
    expected: refused('AccessDenied'),
  }),
  contractCase({
    id: 'iam/principals/not-known-yet',
    rule: 'principals',
    page: iamGuide('troubleshoot.html#troubleshoot_general_eventual-consistency'),
    kind: 'special',
    known: 'observed',
    setUp: { options: { timings: { propagation: 30_000 } } },
    prepare: (stage) => makeUser(stage, stage.management, 'user'),
    calls: (stage, { arn }) => {
      const input = { RoleName: stage.name('role'), AssumeRolePolicyDocument: trust({ AWS: arn }) };
      return stage.management.iam.send(new CreateRoleCommand(input));
    },
    expected: refused('MalformedPolicyDocumentException', { message: /Invalid principal/ }),
  }),
  contractCase({
    id: 'iam/principals/account-number-becomes-its-root',
    rule: null,
    page: iamGuide('reference_policies_elements_principal.html'),
    kind: 'reversible',
    known: 'observed',
    settles: true,
    prepare: (stage) =>
      makeRole(stage, stage.management, 'role', trust({ AWS: stage.organization.managementId })),
    calls: (stage, { name }) => trustOf(stage, name),
    // Either form means the same; IAM may keep the number.
    expected: { Statement: [{ Principal: { AWS: /^(\d{12}|arn:aws:iam::\d{12}:root)$/ } }] },
  }),
  contractCase({
    id: 'iam/permissions/role-of-nobody',
    rule: null,
    page: iamApi('GetRole'),
    kind: 'reading',
    prepare: async () => undefined,
    calls: (stage) => stage.management.iam.send(new GetRoleCommand({ RoleName: stage.name('nobody') })),
    expected: missing,
  }),
];

async function trustOf({ management }: Stage, RoleName: string): Promise<unknown> {
  const { Role } = await management.iam.send(new GetRoleCommand({ RoleName }));
  return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
}
