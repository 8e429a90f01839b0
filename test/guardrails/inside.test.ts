import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  GetAccountSummaryCommand,
  type IAMClient,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  TagRoleCommand,
  UntagPolicyCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from '@aws-sdk/client-iam';
import { EnableAWSServiceAccessCommand, LeaveOrganizationCommand } from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, AssumeRootCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { accessRoleName } from '../sandbox/company.ts';
import type { Keys } from '../sandbox/ground.ts';
import { allow, keysOf, policy, trust } from '../sandbox/world.ts';
import { type Calls, type Guarded, guarded, heldAmong, holds, isHeld } from './guarded.ts';

/** What an administrator within an account tries in spite of the guardrails, and what goes on working under them. */

const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const AssumeRolePolicyDocument = trust({ AWS: '*' });
const PolicyDocument = policy(allow('s3:*'));
const Tags = [{ Key: 'diverst:managed-by', Value: 'diverst' }];

/** Every call that changes a role. */
const changesOf = (RoleName: string): Calls => ({
  AttachRolePolicy: (iam) => iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn })),
  DetachRolePolicy: (iam) => iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn })),
  PutRolePolicy: (iam) => iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument })),
  DeleteRolePolicy: (iam) => iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' })),
  PutRolePermissionsBoundary: (iam) =>
    iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn })),
  DeleteRolePermissionsBoundary: (iam) => iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName })),
  UpdateAssumeRolePolicy: (iam) =>
    iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: AssumeRolePolicyDocument })),
  UpdateRole: (iam) => iam.send(new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 })),
  UpdateRoleDescription: (iam) =>
    iam.send(new UpdateRoleDescriptionCommand({ RoleName, Description: 'mine' })),
  DeleteRole: (iam) => iam.send(new DeleteRoleCommand({ RoleName })),
});

const create = (iam: IAMClient, RoleName: string, more: object = {}) =>
  iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, ...more }));

/** A session of a new role of the account that has AdministratorAccess, and is not the access role. */
async function administrator(
  made: Guarded,
  accountId: string,
  RoleName = 'deploy',
  Path = '/',
): Promise<Keys> {
  const boss = made.boss(accountId);
  await create(made.iam(boss), RoleName, { Path });
  await made.iam(boss).send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
  await made.clock.sleep(30_000);
  const RoleArn = `arn:aws:iam::${accountId}:role${Path}${RoleName}`;
  return made.assume({ RoleArn, RoleSessionName: accessRoleName }, boss);
}

describe('leave', () => {
  it('keeps accounts in the organization and open, Ops too', async () => {
    const made = await guarded();
    const leave = (keys: Keys) => made.organizations(keys).send(new LeaveOrganizationCommand({}));
    for (const id of [made.acme, made.staging, made.ops]) {
      expect(await isHeld(leave(made.boss(id)))).toBe(true);
      expect(await isHeld(leave(await made.admin(id)))).toBe(true);
      expect(holds(made, id, { action: 'account:CloseAccount' })).toBe(true);
      expect(holds(made, id, { action: 'organizations:AcceptHandshake' })).toBe(true);
      expect(holds(made, id, { action: 'account:GetContactInformation' })).toBe(false);
    }
  });
});

describe('root-user', () => {
  it('leaves nothing to root users, but what the management account sends them for', async () => {
    const made = await guarded();
    const roles = (keys: Keys) => made.iam(keys).send(new ListRolesCommand({}));
    for (const id of [made.acme, made.tools, made.ops])
      expect(await isHeld(roles(made.rootKeys(id)))).toBe(true);
    await roles(made.rootKeys(made.management));
    const ServicePrincipal = 'iam.amazonaws.com';
    await made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
    await made.iam().send(new EnableOrganizationsRootCredentialsManagementCommand({}));
    const TaskPolicyArn = { arn: 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials' };
    const sent = await made.sts().send(new AssumeRootCommand({ TargetPrincipal: made.acme, TaskPolicyArn }));
    await made.iam(keysOf(sent.Credentials)).send(new GetAccountSummaryCommand({}));
  });
});

describe('roles', () => {
  it('the access role and those of diverst are changed by the access role alone', async () => {
    const made = await guarded();
    const access = made.iam(await made.admin(made.acme));
    await create(access, 'acme-production', { Tags });
    const inside = made.iam(await administrator(made, made.acme));
    for (const name of [accessRoleName, 'acme-production']) {
      const calls = changesOf(name);
      expect(await heldAmong(calls, inside)).toEqual(Object.keys(calls));
    }
    expect(await heldAmong(changesOf('acme-production'), access)).toEqual([]);
    expect(await heldAmong(changesOf('deploy'), inside)).toEqual([]);
  });

  it('the tag is set and taken off by nobody else, in no spelling', async () => {
    const made = await guarded();
    const access = made.iam(await made.admin(made.acme));
    await create(access, 'acme-production', { Tags });
    const inside = made.iam(await administrator(made, made.acme));
    const RoleName = 'acme-production';
    const keys = ['diverst:managed-by', 'DIVERST:Managed-By', 'diverst:client', 'Diverst:Environment'];
    for (const Key of keys) {
      const calls: Calls = {
        create: (iam) => create(iam, 'mine', { Tags: [{ Key, Value: 'x' }] }),
        tag: (iam) => iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key, Value: 'x' }] })),
        'tag with others': (iam) =>
          iam.send(
            new TagRoleCommand({
              RoleName: 'deploy',
              Tags: [
                { Key: 'team', Value: 'a' },
                { Key, Value: 'x' },
              ],
            }),
          ),
        untag: (iam) => iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['team', Key] })),
      };
      expect([Key, await heldAmong(calls, inside)]).toEqual([Key, Object.keys(calls)]);
    }
    await inside.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'team', Value: 'a' }] }));
    await create(inside, 'app', { Tags: [{ Key: 'team', Value: 'a' }] });
  });

  it('a policy with the tag is changed by the access role alone, and any other by whoever may', async () => {
    const made = await guarded();
    const access = made.iam(await made.admin(made.acme));
    const inside = made.iam(await administrator(made, made.acme));
    const arn = (name: string) => `arn:aws:iam::${made.acme}:policy/${name}`;
    const changesOfPolicy = (PolicyArn: string): Calls => ({
      CreatePolicyVersion: (iam) =>
        iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true })),
      SetDefaultPolicyVersion: (iam) =>
        iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
      DeletePolicyVersion: (iam) => iam.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' })),
      TagPolicy: (iam) =>
        iam.send(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: 'Diverst:Managed-By', Value: 'x' }] })),
      UntagPolicy: (iam) => iam.send(new UntagPolicyCommand({ PolicyArn, TagKeys: ['diverst:managed-by'] })),
      DeletePolicy: (iam) => iam.send(new DeletePolicyCommand({ PolicyArn })),
    });
    await access.send(new CreatePolicyCommand({ PolicyName: 'boundary', PolicyDocument, Tags }));
    await inside.send(new CreatePolicyCommand({ PolicyName: 'own', PolicyDocument }));
    await made.clock.sleep(30_000);
    const calls = changesOfPolicy(arn('boundary'));
    expect(await heldAmong(calls, inside)).toEqual(Object.keys(calls));
    expect(await heldAmong(changesOfPolicy(arn('own')), inside)).toEqual(['TagPolicy', 'UntagPolicy']);
    expect(
      await isHeld(inside.send(new CreatePolicyCommand({ PolicyName: 'mine', PolicyDocument, Tags }))),
    ).toBe(true);
    expect(await heldAmong(changesOfPolicy(arn('boundary')), access)).toEqual([]);
  });

  it('a role of the access role’s name under a path is not the access role', async () => {
    const made = await guarded();
    // As in an account that was invited.
    made.edit(made.globex, ({ roles }) => delete roles[accessRoleName.toLowerCase()]);
    const boss = made.iam(made.boss(made.globex));
    expect(await isHeld(create(boss, accessRoleName))).toBe(true);
    await create(boss, 'globex-production');
    made.edit(made.globex, ({ roles }) => {
      const role = roles['globex-production'];
      if (role) role.tags['diverst:managed-by'] = 'diverst';
    });
    const disguised = made.iam(await administrator(made, made.globex, accessRoleName, '/x/'));
    const calls = changesOf('globex-production');
    expect(await heldAmong(calls, disguised)).toEqual(Object.keys(calls));
  });
});

describe('mfa', () => {
  it('a key of a person without a code assumes nothing', async () => {
    const made = await guarded({ enabled: ['mfa'] });
    const RoleArn = await made.openRole(made.acme);
    const boss = made.boss(made.ops);
    const SerialNumber = `arn:aws:iam::${made.ops}:mfa/boss`;
    made.edit(made.ops, ({ users }) => users.boss?.mfaDevices.push(SerialNumber));
    const assume = (keys: Keys, more: object = {}) =>
      made.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me', ...more }));
    const session = async (input: object) =>
      keysOf((await made.sts(boss).send(new GetSessionTokenCommand(input))).Credentials);
    expect(await isHeld(assume(boss))).toBe(true);
    expect(await isHeld(assume(await session({})))).toBe(true);
    await assume(boss, { SerialNumber, TokenCode: '123456' });
    await made.clock.sleep(60_000);
    await assume(await session({ SerialNumber, TokenCode: '654321' }));
    await assume(await made.admin(made.ops));
    // In a client’s account nobody has MFA.
    await assume(made.boss(made.acme));
  });
});

const people: Calls = {
  user: (iam) => iam.send(new CreateUserCommand({ UserName: 'jane' })),
  key: (iam) => iam.send(new CreateAccessKeyCommand({ UserName: 'jane' })),
  password: (iam) =>
    iam.send(new CreateLoginProfileCommand({ UserName: 'jane', Password: 'a Long one, 42' })),
};

describe('people', () => {
  it('are made by the access role alone', async () => {
    const made = await guarded({ enabled: ['people'] });
    expect(await heldAmong(people, made.iam(made.boss(made.acme)))).toEqual(Object.keys(people));
    for (const action of [
      'iam:UpdateLoginProfile',
      'iam:CreateServiceSpecificCredential',
      'iam:ResetServiceSpecificCredential',
      'iam:UploadSSHPublicKey',
      'iam:UploadSigningCertificate',
    ])
      expect([action, holds(made, made.acme, { action })]).toEqual([action, true]);
    expect(await heldAmong(people, made.iam(await made.admin(made.acme)))).toEqual([]);
    expect(await heldAmong(people, made.iam(made.boss(made.ops)))).toEqual([]);
  });
});

const providers = [
  'iam:CreateOpenIDConnectProvider',
  'iam:AddClientIDToOpenIDConnectProvider',
  'iam:UpdateOpenIDConnectProviderThumbprint',
  'iam:CreateSAMLProvider',
  'iam:UpdateSAMLProvider',
  'rolesanywhere:CreateTrustAnchor',
  'rolesanywhere:UpdateTrustAnchor',
  'rolesanywhere:EnableTrustAnchor',
];

describe('federation', () => {
  it('nobody in an account adds identity providers, or what they let in; who takes some away may', async () => {
    const made = await guarded({ enabled: ['federation'] });
    expect(providers.filter((action) => !holds(made, made.acme, { action }))).toEqual([]);
    expect(providers.filter((action) => holds(made, made.ops, { action }))).toEqual([]);
    for (const action of [
      'iam:DeleteSAMLProvider',
      'iam:DeleteOpenIDConnectProvider',
      'iam:RemoveClientIDFromOpenIDConnectProvider',
    ])
      expect([action, holds(made, made.acme, { action })]).toEqual([action, false]);
  });
});

describe('what remains within an account', () => {
  it('users, providers and resource policies, where nothing else is enabled', async () => {
    const made = await guarded();
    expect(await heldAmong(people, made.iam(made.boss(made.acme)))).toEqual([]);
    expect(providers.filter((action) => holds(made, made.acme, { action }))).toEqual([]);
    for (const action of ['s3:PutBucketPolicy', 'kms:PutKeyPolicy', 'ram:CreateResourceShare'])
      expect(holds(made, made.acme, { action })).toBe(false);
  });
});
