import {
  AttachGroupPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  type EntityType,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  ListRolesCommand,
  PutGroupPolicyCommand,
  PutRolePermissionsBoundaryCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, trust, type World, world } from '../world.ts';

const document = policy(allow('sts:AssumeRole', 'arn:aws:iam::*:role/x'));

async function prepared(): Promise<World> {
  const made = world();
  const client = made.iam();
  const Tags = [{ Key: 'k', Value: 'v' }];
  await client.send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust('*'), Tags }));
  const { Policy } = await client.send(
    new CreatePolicyCommand({ PolicyName: 'p', PolicyDocument: document }),
  );
  await client.send(new AttachGroupPolicyCommand({ GroupName: 'admin', PolicyArn: Policy?.Arn }));
  const boundary = { RoleName: 'x', PermissionsBoundary: Policy?.Arn };
  await client.send(new PutRolePermissionsBoundaryCommand(boundary));
  const inline = { GroupName: 'admin', PolicyName: 'i', PolicyDocument: document };
  await client.send(new PutGroupPolicyCommand(inline));
  return made;
}

test('everything about an account in one list', async () => {
  const { iam, management } = await prepared();
  const details = await iam().send(new GetAccountAuthorizationDetailsCommand({}));
  expect(details.IsTruncated).toBe(false);
  expect(details.UserDetailList).toMatchObject([
    { UserName: 'management-admin', GroupList: ['admin'], UserPolicyList: [], AttachedManagedPolicies: [] },
  ]);
  const own = `arn:aws:iam::${management}:policy/p`;
  expect(details.GroupDetailList).toMatchObject([
    {
      GroupName: 'admin',
      GroupPolicyList: [{ PolicyName: 'i' }],
      AttachedManagedPolicies: [
        { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
        { PolicyName: 'p', PolicyArn: own },
      ],
    },
  ]);
  const inline = details.GroupDetailList?.[0]?.GroupPolicyList?.[0]?.PolicyDocument ?? '';
  expect(inline).not.toContain('*');
  expect(decodeURIComponent(inline)).toBe(document);
  expect(details.RoleDetailList).toMatchObject([
    {
      RoleName: 'x',
      Arn: `arn:aws:iam::${management}:role/x`,
      PermissionsBoundary: { PermissionsBoundaryArn: own },
      Tags: [{ Key: 'k', Value: 'v' }],
      RolePolicyList: [],
    },
  ]);
  expect(decodeURIComponent(details.RoleDetailList?.[0]?.AssumeRolePolicyDocument ?? '')).toBe(trust('*'));
  // Of AWS's policies only what is in use.
  expect(details.Policies?.map(({ Arn }) => Arn)).toEqual([
    own,
    'arn:aws:iam::aws:policy/AdministratorAccess',
  ]);
  const version = details.Policies?.[0]?.PolicyVersionList?.[0];
  expect(version).toMatchObject({ VersionId: 'v1', IsDefaultVersion: true });
  expect(decodeURIComponent(version?.Document ?? '')).toBe(document);
  expect(details.Policies?.[0]).toMatchObject({ AttachmentCount: 1, PermissionsBoundaryUsageCount: 1 });
});

test.each<[EntityType, readonly number[]]>([
  ['User', [1, 0, 0, 0]],
  ['Group', [0, 1, 0, 0]],
  ['Role', [0, 0, 1, 0]],
  ['LocalManagedPolicy', [0, 0, 0, 1]],
  ['AWSManagedPolicy', [0, 0, 0, 1]],
])('only %s where that is asked for', async (kind, sizes) => {
  const { iam } = await prepared();
  const answer = await iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: [kind] }));
  const lists = [answer.UserDetailList, answer.GroupDetailList, answer.RoleDetailList, answer.Policies];
  expect(lists.map((list) => list?.length)).toEqual(sizes);
});

test('a kind that there is not', async () => {
  const { iam } = world();
  const wrong = JSON.parse('["Users"]');
  const ask = iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: wrong }));
  expect(await failureOf(ask)).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining("Value 'Users' at 'filter'"),
  });
});

test('the pages hold all kinds in turn, each entity once', async () => {
  const { iam } = await prepared();
  const seen: (string | undefined)[] = [];
  let Marker: string | undefined;
  do {
    const page = await iam().send(new GetAccountAuthorizationDetailsCommand({ MaxItems: 3, Marker }));
    const counted = [page.UserDetailList, page.GroupDetailList, page.RoleDetailList, page.Policies];
    expect(counted.flatMap((list) => list ?? []).length).toBeLessThanOrEqual(3);
    seen.push(...(page.UserDetailList ?? []).map(({ UserName }) => UserName));
    seen.push(...(page.GroupDetailList ?? []).map(({ GroupName }) => GroupName));
    seen.push(...(page.RoleDetailList ?? []).map(({ RoleName }) => RoleName));
    seen.push(...(page.Policies ?? []).map(({ PolicyName }) => PolicyName));
    Marker = page.Marker;
  } while (Marker !== undefined);
  expect(seen).toEqual(['management-admin', 'admin', 'x', 'p', 'AdministratorAccess']);
});

test('the summary counts', async () => {
  const made = await prepared();
  const summary = async () => (await made.iam().send(new GetAccountSummaryCommand({}))).SummaryMap;
  expect(await summary()).toMatchObject({
    Users: 1,
    Groups: 1,
    Roles: 1,
    Policies: 1,
    PolicyVersionsInUse: 1,
    MFADevices: 0,
    AccountAccessKeysPresent: 0,
    AttachedPoliciesPerGroupQuota: 10,
    PolicyVersionsInUseQuota: 10_000,
    GlobalEndpointTokenVersion: 1,
    ServerCertificates: 0,
    ServerCertificatesQuota: 20,
    SigningCertificatesPerUserQuota: 2,
  });
  made.edit(made.management, ({ users }) => users['management-admin']?.mfaDevices.push('arn'));
  made.sandbox.edit((state) => {
    const key = { id: 'AKIAROOTROOTROOT', secretAccessKey: 'x', accountId: made.management };
    state.accessKeys[key.id] = { ...key, createdAt: 0, status: 'Active' };
  });
  expect(await summary()).toMatchObject({ MFADevices: 1, AccountAccessKeysPresent: 1 });
});

test('an account without IAM has an empty one, which reading does not make', async () => {
  const made = world();
  const root = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  made.sandbox.edit((state) => {
    const { accessKeyId: id, secretAccessKey } = root;
    state.accessKeys[id] = { id, secretAccessKey, accountId: made.ops, createdAt: 0, status: 'Active' };
    delete state.iam[made.ops];
  });
  expect((await made.iam(root).send(new ListRolesCommand({}))).Roles).toEqual([]);
  expect(made.sandbox.state().iam[made.ops]).toBeUndefined();
  await made.iam(root).send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust('*') }));
  expect((await made.iam(root).send(new ListRolesCommand({}))).Roles).toHaveLength(1);
});
