import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateGroupCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type CreateUserCommandInput,
  GetUserCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
} from '@aws-sdk/client-iam';
import { type ContractCase, contractCase } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { makeGroup, makeKey, makePolicy, makeRole, makeUser } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi, iamGuide } from '../support/pages.ts';
import { aDate, type Shape } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const page = iamGuide('reference_iam-quotas.html');

/** A user that IAM refuses; were it taken, it is removed. */
function refusedUser(
  stem: string,
  input: Partial<CreateUserCommandInput>,
  expected: Shape = refused('ValidationError', { status: 400 }),
): ContractCase {
  return contractCase({
    id: `iam/names/${stem}`,
    rule: 'names',
    page,
    kind: 'reversible',
    prepare: async () => undefined,
    calls: (stage) => makeUser(stage, stage.management, 'user', input),
    expected,
  });
}

/** A document of so many characters that count, and of as many blanks that do not. */
function documentOf(size: number): string {
  const frame = policy(allow('iam:GetUser', 'arn:aws:iam::123456789012:user/'));
  const filled = frame.replace('user/', `user/${'a'.repeat(size - frame.length)}`);
  return filled.replace('{', `{${' '.repeat(3000)}`);
}

function size(
  stem: string,
  limit: number,
  put: (stage: Stage, document: string) => Promise<unknown>,
  make: (stage: Stage) => Promise<unknown>,
  subject = page,
): ContractCase {
  return contractCase({
    id: `iam/quotas/${stem}`,
    rule: 'quotas',
    page: subject,
    kind: 'reversible',
    prepare: make,
    calls: async (stage) => ({
      more: await outcome(put(stage, documentOf(limit + 1))),
      just: await outcome(put(stage, documentOf(limit))),
    }),
    expected: { more: refused('LimitExceededException', { status: 409 }), just: {} },
  });
}

const by = (stage: Stage) => stage.management;

/** Names and quotas of IAM. */
export const iamNameCases: readonly ContractCase[] = [
  contractCase({
    id: 'iam/names/taken-in-any-case',
    rule: 'names',
    page,
    kind: 'reversible',
    prepare: (stage) => makeUser(stage, by(stage), 'user'),
    calls: (stage, { name }) => by(stage).iam.send(new CreateUserCommand({ UserName: name.toUpperCase() })),
    expected: refused('EntityAlreadyExistsException', { status: 409 }),
  }),
  contractCase({
    id: 'iam/names/found-in-any-case',
    rule: 'names',
    page,
    kind: 'reversible',
    settles: true,
    prepare: (stage) => makeUser(stage, by(stage), 'user'),
    calls: (stage, { name }) => by(stage).iam.send(new GetUserCommand({ UserName: name.toUpperCase() })),
    expected: (_, { name, arn, id }) => ({
      User: { UserName: name, Arn: arn, UserId: id, Path: '/', CreateDate: aDate },
    }),
  }),
  contractCase({
    id: 'iam/names/unknown',
    rule: 'names',
    page: iamApi('GetUser'),
    kind: 'reading',
    prepare: async () => undefined,
    calls: (stage) => by(stage).iam.send(new GetUserCommand({ UserName: stage.name('nobody') })),
    expected: refused('NoSuchEntityException', { message: /cannot be found/, status: 404 }),
  }),
  contractCase({
    id: 'iam/names/role-and-group-taken-in-any-case',
    rule: 'names',
    page,
    kind: 'reversible',
    prepare: async (stage) => {
      await makeRole(stage, by(stage), 'x', trust(account(stage.organization.managementId)));
      await makeGroup(stage, by(stage), 'x');
      return stage.name('x').toUpperCase();
    },
    calls: async (stage, name) => ({
      role: await outcome(
        by(stage).iam.send(
          new CreateRoleCommand({
            RoleName: name,
            AssumeRolePolicyDocument: trust(account(stage.organization.managementId)),
          }),
        ),
      ),
      group: await outcome(by(stage).iam.send(new CreateGroupCommand({ GroupName: name }))),
    }),
    expected: {
      role: refused('EntityAlreadyExistsException'),
      group: refused('EntityAlreadyExistsException'),
    },
  }),
  refusedUser('of-65-characters', { UserName: 'a'.repeat(65) }),
  refusedUser('with-a-blank', { UserName: 'two words' }),
  refusedUser('path-without-slashes', { Path: 'team' }),
  refusedUser('path-without-an-end', { Path: '/team' }),
  refusedUser('tag-of-129-characters', { Tags: [{ Key: 'k'.repeat(129), Value: '' }] }),
  refusedUser(
    'system-tag',
    { Tags: [{ Key: 'aws:team', Value: 'one' }] },
    refused('InvalidInputException', { status: 400 }),
  ),
  refusedUser(
    'tag-keys-that-differ-in-case',
    {
      Tags: [
        { Key: 'team', Value: 'one' },
        { Key: 'Team', Value: 'two' },
      ],
    },
    refused('InvalidInputException', { message: /case insensitive/ }),
  ),
  refusedUser('51-tags', {
    Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `key-${index}`, Value: '' })),
  }),
  contractCase({
    id: 'iam/names/untagging-by-a-key-that-cannot-be',
    rule: 'request-limits',
    page: iamApi('UntagUser'),
    kind: 'reversible',
    prepare: (stage) => makeUser(stage, by(stage), 'user'),
    calls: (stage, { name }) =>
      by(stage).iam.send(new UntagUserCommand({ UserName: name, TagKeys: ['no*key'] })),
    expected: refused('ValidationError'),
  }),

  contractCase({
    id: 'iam/quotas/ten-managed-policies',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: async (stage) => {
      const policies: string[] = [];
      for (let number = 1; number <= 11; number += 1) {
        policies.push(await makePolicy(stage, by(stage), `p${number}`, policy(allow('iam:GetUser'))));
      }
      const group = await makeGroup(stage, by(stage), 'group');
      const user = await makeUser(stage, by(stage), 'user');
      const document = trust(account(stage.organization.managementId));
      return { policies, group, user, role: await makeRole(stage, by(stage), 'role', document) };
    },
    calls: async (stage, { policies, group, user, role }) => {
      const { iam } = by(stage);
      const last = async (attach: (PolicyArn: string) => Promise<unknown>) => {
        let answer: unknown;
        for (const arn of policies) answer = await outcome(attach(arn));
        return answer;
      };
      return {
        group: await last((PolicyArn) =>
          iam.send(new AttachGroupPolicyCommand({ GroupName: group.name, PolicyArn })),
        ),
        user: await last((PolicyArn) =>
          iam.send(new AttachUserPolicyCommand({ UserName: user.name, PolicyArn })),
        ),
        role: await last((PolicyArn) =>
          iam.send(new AttachRolePolicyCommand({ RoleName: role.name, PolicyArn })),
        ),
      };
    },
    expected: {
      group: refused('LimitExceededException', { message: /PoliciesPerGroup: 10/ }),
      user: refused('LimitExceededException', { message: /PoliciesPerUser: 10/ }),
      role: refused('LimitExceededException', { message: /PoliciesPerRole: 10/ }),
    },
  }),
  size(
    'inline-of-a-user',
    2048,
    (stage, PolicyDocument) =>
      by(stage).iam.send(
        new PutUserPolicyCommand({ UserName: stage.name('user'), PolicyName: 'own', PolicyDocument }),
      ),
    (stage) => makeUser(stage, by(stage), 'user'),
  ),
  size(
    'inline-of-a-group',
    5120,
    (stage, PolicyDocument) =>
      by(stage).iam.send(
        new PutGroupPolicyCommand({ GroupName: stage.name('group'), PolicyName: 'own', PolicyDocument }),
      ),
    (stage) => makeGroup(stage, by(stage), 'group'),
  ),
  size(
    'inline-of-a-role',
    10_240,
    (stage, PolicyDocument) =>
      by(stage).iam.send(
        new PutRolePolicyCommand({ RoleName: stage.name('role'), PolicyName: 'own', PolicyDocument }),
      ),
    (stage) => makeRole(stage, by(stage), 'role', trust(account(stage.organization.managementId))),
  ),
  contractCase({
    id: 'iam/quotas/inline-together',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: async (stage) => {
      const { name } = await makeGroup(stage, by(stage), 'group');
      const input = { GroupName: name, PolicyName: 'first', PolicyDocument: documentOf(3000) };
      await by(stage).iam.send(new PutGroupPolicyCommand(input));
      return name;
    },
    calls: (stage, GroupName) =>
      by(stage).iam.send(
        new PutGroupPolicyCommand({ GroupName, PolicyName: 'second', PolicyDocument: documentOf(2121) }),
      ),
    expected: refused('LimitExceededException'),
  }),
  contractCase({
    id: 'iam/quotas/managed-policy-size',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: async () => undefined,
    calls: async (stage) => ({
      more: await outcome(makePolicy(stage, by(stage), 'more', documentOf(6145))),
      just: await outcome(makePolicy(stage, by(stage), 'just', documentOf(6144))),
    }),
    expected: { more: refused('LimitExceededException'), just: /^arn:aws:iam::/ },
  }),
  contractCase({
    id: 'iam/quotas/five-versions',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: (stage) => makePolicy(stage, by(stage), 'policy', policy(allow('iam:GetUser'))),
    calls: async (stage, PolicyArn) => {
      let answer: unknown;
      for (let version = 2; version <= 6; version += 1) {
        const input = { PolicyArn, PolicyDocument: policy(allow(`iam:GetUser${'*'.repeat(version - 1)}`)) };
        answer = await outcome(by(stage).iam.send(new CreatePolicyVersionCommand(input)));
      }
      return answer;
    },
    expected: refused('LimitExceededException', { message: /5 versions/ }),
  }),
  contractCase({
    id: 'iam/quotas/two-keys',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: async (stage) => {
      const { name } = await makeUser(stage, by(stage), 'user');
      await makeKey(by(stage), name);
      await makeKey(by(stage), name);
      return name;
    },
    calls: (stage, UserName) => by(stage).iam.send(new CreateAccessKeyCommand({ UserName })),
    expected: refused('LimitExceededException', { message: /AccessKeysPerUser: 2/ }),
  }),
  contractCase({
    id: 'iam/quotas/ten-groups',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: async (stage) => {
      const { name } = await makeUser(stage, by(stage), 'user');
      for (let number = 1; number <= 10; number += 1) {
        await makeGroup(stage, by(stage), `g${number}`, [name]);
      }
      return { name, group: await makeGroup(stage, by(stage), 'g11') };
    },
    calls: (stage, { name, group }) =>
      by(stage).iam.send(new AddUserToGroupCommand({ UserName: name, GroupName: group.name })),
    expected: refused('LimitExceededException', { message: /GroupsPerUser: 10/ }),
  }),
  contractCase({
    id: 'iam/quotas/fifty-tags-in-all',
    rule: 'quotas',
    page,
    kind: 'reversible',
    prepare: (stage) =>
      makeUser(stage, by(stage), 'user', {
        Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: '' })),
      }),
    calls: (stage, { name }) =>
      by(stage).iam.send(new TagUserCommand({ UserName: name, Tags: [{ Key: 'more', Value: '' }] })),
    expected: refused('LimitExceededException'),
  }),
  contractCase({
    id: 'iam/quotas/trust-policy-size',
    rule: 'quotas',
    page,
    // An account may have raised it, up to 8,192.
    kind: 'special',
    prepare: async () => undefined,
    calls: (stage) => {
      const condition = { StringEquals: { 'sts:ExternalId': 'a'.repeat(2048) } };
      const document = trust(account(stage.organization.managementId), { Condition: condition });
      return makeRole(stage, by(stage), 'role', document);
    },
    expected: refused('LimitExceededException', { message: /ACLSizePerRole: 2048/ }),
  }),
  ...(
    [
      ['users', 5000],
      ['groups', 300],
      ['roles', 1000],
      ['policies', 1500],
    ] as const
  ).map(([kind, limit]) =>
    contractCase({
      id: `iam/quotas/${kind}-of-an-account`,
      rule: 'quotas',
      page,
      kind: 'special',
      setUp: {
        edit: (state) => {
          const iam = state.iam[state.managementAccountId];
          if (iam === undefined) throw new Error('The management account has IAM.');
          const common = { path: '/', createdAt: 0, inline: {}, attached: [], tags: {} };
          for (let number = Object.keys(iam[kind]).length; number < limit; number += 1) {
            const name = `filler-${number}`;
            const id = `FILLER${number}`;
            const document = { document: '{}', effectiveAt: 0 };
            if (kind === 'users')
              iam.users[name] = { ...common, name, id, mfaDevices: [], hasPassword: false };
            else if (kind === 'groups') iam.groups[name] = { ...common, name, id, members: [] };
            else if (kind === 'roles')
              iam.roles[name] = {
                ...common,
                name,
                id,
                effectiveAt: 0,
                description: '',
                trust: document,
                maxSessionDuration: 3600,
              };
            else
              iam.policies[name] = {
                ...common,
                arn: name,
                name,
                id,
                description: '',
                updatedAt: 0,
                versions: [],
                defaultVersionId: 'v1',
                nextVersion: 2,
              };
          }
        },
      },
      prepare: async () => undefined,
      calls: (stage) => {
        if (kind === 'users') return makeUser(stage, by(stage), 'x');
        if (kind === 'groups') return makeGroup(stage, by(stage), 'x');
        if (kind === 'policies') return makePolicy(stage, by(stage), 'x', policy(allow('iam:GetUser')));
        return makeRole(stage, by(stage), 'x', trust(account(stage.organization.managementId)));
      },
      expected: refused('LimitExceededException', { message: new RegExp(`PerAccount: ${limit}`) }),
    }),
  ),
];
