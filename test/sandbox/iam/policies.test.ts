import {
  AttachGroupPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachGroupPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPoliciesCommand,
  type ListPoliciesCommandInput,
  ListPolicyVersionsCommand,
  PutRolePermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, type World, world } from '../world.ts';

const document = policy(allow('iam:GetRole'));
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess';

async function created({ iam }: World, PolicyName = 'mine', parts = {}): Promise<string> {
  const command = new CreatePolicyCommand({ PolicyName, PolicyDocument: document, ...parts });
  const { Policy } = await iam().send(command);
  return Policy?.Arn ?? '';
}

async function versionsOf({ iam }: World, PolicyArn: string) {
  const { Versions } = await iam().send(new ListPolicyVersionsCommand({ PolicyArn }));
  return Versions?.map(
    ({ VersionId, IsDefaultVersion }) => `${VersionId}${IsDefaultVersion ? ' default' : ''}`,
  );
}

test('a policy is shown as it was made', async () => {
  const made = world();
  const Tags = [{ Key: 'a', Value: 'b' }];
  const arn = await created(made, 'mine', { Path: '/p/', Description: 'text', Tags });
  expect(arn).toBe(`arn:aws:iam::${made.management}:policy/p/mine`);
  await made.iam().send(new AttachGroupPolicyCommand({ GroupName: 'admin', PolicyArn: arn }));
  const { Policy } = await made.iam().send(new GetPolicyCommand({ PolicyArn: arn }));
  expect(Policy).toMatchObject({
    PolicyName: 'mine',
    PolicyId: expect.stringMatching(/^ANPA/),
    DefaultVersionId: 'v1',
    AttachmentCount: 1,
    PermissionsBoundaryUsageCount: 0,
    Description: 'text',
    Tags,
  });
});

test('a policy without description and tags reports no description, and no tags', async () => {
  const made = world();
  const PolicyArn = await created(made);
  const { Policy } = await made.iam().send(new GetPolicyCommand({ PolicyArn }));
  expect(Policy).not.toHaveProperty('Description');
  expect(Policy?.Tags).toEqual([]);
});

test('a managed policy has the newer version', async () => {
  const made = world();
  const PolicyDocument = JSON.stringify({ Statement: [allow('iam:GetRole')] });
  const message = 'Policy document must be version 2012-10-17 or greater.';
  const create = new CreatePolicyCommand({ PolicyName: 'old', PolicyDocument });
  expect((await failureOf(made.iam().send(create))).message).toBe(message);
  const PolicyArn = await created(made);
  const version = new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument });
  expect((await failureOf(made.iam().send(version))).message).toBe(message);
});

test.each([
  [
    { Scope: 'local' },
    "Value 'local' at 'scope' failed to satisfy constraint: Member must satisfy enum value set: [All, AWS, Local]",
  ],
  [
    { PolicyUsageFilter: 'Permissions' },
    'Member must satisfy enum value set: [PermissionsPolicy, PermissionsBoundary]',
  ],
])('a list of policies is not asked for with %j', async (input, message) => {
  const { iam } = world();
  const listing = iam().send(new ListPoliciesCommand(input as ListPoliciesCommandInput));
  expect((await failureOf(listing)).message).toContain(message);
});

test('names are unique without case, whatever the path', async () => {
  const made = world();
  await created(made);
  expect(await failureOf(created(made, 'MINE', { Path: '/p/' }))).toMatchObject({
    name: 'EntityAlreadyExistsException',
    message: 'A policy called MINE already exists. Duplicate names are not allowed.',
  });
});

test('6,144 characters are the most, white space aside', async () => {
  const made = world();
  const sized = (length: number) => {
    const empty = policy({ Sid: '', ...allow('iam:GetRole') });
    return policy({ Sid: 'x'.repeat(length - empty.length), ...allow('iam:GetRole') });
  };
  const arn = await created(made, 'mine', { PolicyDocument: sized(6144).replaceAll(',', '\t,') });
  const tooMuch = { name: 'LimitExceededException', message: 'Cannot exceed quota for PolicySize: 6144' };
  expect(await failureOf(created(made, 'more', { PolicyDocument: sized(6145) }))).toMatchObject(tooMuch);
  const version = new CreatePolicyVersionCommand({ PolicyArn: arn, PolicyDocument: sized(6145) });
  expect(await failureOf(made.iam().send(version))).toMatchObject(tooMuch);
});

test('versions: five at most, numbers that never come again, one of them the default', async () => {
  const made = world();
  const { iam } = made;
  const PolicyArn = await created(made);
  const add = (SetAsDefault: boolean, parts = {}) =>
    iam().send(
      new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document, SetAsDefault, ...parts }),
    );
  const second = policy(allow('iam:GetUser'));
  expect((await add(false, { PolicyDocument: second })).PolicyVersion).toMatchObject({
    VersionId: 'v2',
    IsDefaultVersion: false,
  });
  expect(await versionsOf(made, PolicyArn)).toEqual(['v2', 'v1 default']);
  for (let count = 3; count <= 5; count += 1) await add(true);
  expect((await failureOf(add(true))).message).toBe(
    'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
  );
  const remove = (VersionId: string) => iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  expect((await failureOf(remove('v5'))).message).toBe('Cannot delete the default version of a policy.');
  expect((await failureOf(remove('v9'))).message).toBe(
    `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
  );
  await iam().send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  await remove('v5');
  await add(false);
  expect(await versionsOf(made, PolicyArn)).toEqual(['v6', 'v4', 'v3', 'v2 default', 'v1']);
  const { PolicyVersion } = await iam().send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  expect(PolicyVersion?.IsDefaultVersion).toBe(true);
  expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(second);
  expect(PolicyVersion?.Document).not.toContain('*');
});

test('v10 is newer than v9', async () => {
  const made = world();
  const PolicyArn = await created(made);
  for (let count = 2; count <= 10; count += 1) {
    const command = new CreatePolicyVersionCommand({
      PolicyArn,
      PolicyDocument: document,
      SetAsDefault: true,
    });
    await made.iam().send(command);
    const VersionId = `v${count - 1}`;
    if (count < 10) await made.iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
  }
  expect(await versionsOf(made, PolicyArn)).toEqual(['v10 default', 'v9']);
});

test('a policy in use, or with several versions, is not deleted', async () => {
  const made = world();
  const { iam } = made;
  const PolicyArn = await created(made);
  const remove = async () => failureOf(iam().send(new DeletePolicyCommand({ PolicyArn })));
  await iam().send(new AttachGroupPolicyCommand({ GroupName: 'admin', PolicyArn }));
  expect((await remove()).message).toBe('Cannot delete a policy attached to entities.');
  await iam().send(new DetachGroupPolicyCommand({ GroupName: 'admin', PolicyArn }));
  await iam().send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: document }));
  expect((await remove()).message).toMatch(/^This policy has more than one version\./);
  await iam().send(new DeletePolicyVersionCommand({ PolicyArn, VersionId: 'v2' }));
  await iam().send(new DeletePolicyCommand({ PolicyArn }));
  expect(await remove()).toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${PolicyArn} was not found.`,
  });
});

test("a policy that is someone's boundary is in use", async () => {
  const made = world();
  const RoleArn = `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`;
  const client = made.iam(await made.assume({ RoleArn, RoleSessionName: 'test' }));
  const PolicyDocument = policy(allow('*'));
  const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName: 'b', PolicyDocument }));
  const PolicyArn = Policy?.Arn ?? '';
  const boundary = { RoleName: 'OrganizationAccountAccessRole', PermissionsBoundary: PolicyArn };
  await client.send(new PutRolePermissionsBoundaryCommand(boundary));
  expect((await failureOf(client.send(new DeletePolicyCommand({ PolicyArn })))).name).toBe(
    'DeleteConflictException',
  );
  const listed = await client.send(new ListPoliciesCommand({ PolicyUsageFilter: 'PermissionsBoundary' }));
  expect(listed.Policies?.map(({ Arn }) => Arn)).toEqual([PolicyArn]);
});

test("AWS's own policies are there, and cannot be changed", async () => {
  const { iam } = world();
  const { Policy } = await iam().send(new GetPolicyCommand({ PolicyArn: administrator }));
  expect(Policy).toMatchObject({
    PolicyName: 'AdministratorAccess',
    AttachmentCount: 1,
    DefaultVersionId: 'v1',
  });
  const get = new GetPolicyVersionCommand({ PolicyArn: administrator, VersionId: 'v1' });
  const { PolicyVersion } = await iam().send(get);
  expect(JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''))).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
  });
  const change = new CreatePolicyVersionCommand({ PolicyArn: administrator, PolicyDocument: document });
  expect((await failureOf(iam().send(change))).name).toBe('InvalidInputException');
});

test('ListPolicies by scope, use and path', async () => {
  const made = world();
  const own = await created(made, 'mine', { Path: '/p/' });
  const list = async (input: object) =>
    (await made.iam().send(new ListPoliciesCommand(input))).Policies?.map(({ Arn }) => Arn);
  expect(await list({ Scope: 'Local' })).toEqual([own]);
  expect(await list({ Scope: 'AWS' })).toContain('arn:aws:iam::aws:policy/SecurityAudit');
  expect(await list({ Scope: 'AWS' })).not.toContain(own);
  expect(await list({})).toEqual(expect.arrayContaining([own, administrator]));
  expect(await list({ OnlyAttached: true })).toEqual([administrator]);
  expect(await list({ PolicyUsageFilter: 'PermissionsPolicy' })).toEqual([administrator]);
  expect(await list({ PathPrefix: '/p/' })).toEqual([own]);
});

test("another account's policies are not found", async () => {
  const made = world();
  const PolicyArn = await created(made);
  const RoleArn = `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`;
  const client = made.iam(await made.assume({ RoleArn, RoleSessionName: 'test' }));
  expect((await failureOf(client.send(new GetPolicyCommand({ PolicyArn })))).name).toBe(
    'NoSuchEntityException',
  );
});
