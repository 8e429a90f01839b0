import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  DetachGroupPolicyCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListAttachedGroupPoliciesCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  ListEntitiesForPolicyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { awsManagedPolicies } from '../../../src/sandbox/iam/aws-managed.ts';
import { checkIdentityPolicy } from '../../../src/sandbox/iam/policy-syntax.ts';
import { failureOf } from '../ground.ts';
import { allow, policy, trust, type World, world } from '../world.ts';

const readOnly = 'arn:aws:iam::aws:policy/ReadOnlyAccess';
const billing = 'arn:aws:iam::aws:policy/job-function/Billing';

/** The same three operations of a user, a group and a role of the management account. */
function holdersOf({ iam }: World) {
  const client = iam();
  const user = { UserName: 'management-admin' };
  const group = { GroupName: 'ADMIN' };
  const role = { RoleName: 'x' };
  return {
    user: {
      attach: (PolicyArn: string) => client.send(new AttachUserPolicyCommand({ ...user, PolicyArn })),
      detach: (PolicyArn: string) => client.send(new DetachUserPolicyCommand({ ...user, PolicyArn })),
      list: (page = {}) => client.send(new ListAttachedUserPoliciesCommand({ ...user, ...page })),
    },
    group: {
      attach: (PolicyArn: string) => client.send(new AttachGroupPolicyCommand({ ...group, PolicyArn })),
      detach: (PolicyArn: string) => client.send(new DetachGroupPolicyCommand({ ...group, PolicyArn })),
      list: (page = {}) => client.send(new ListAttachedGroupPoliciesCommand({ ...group, ...page })),
    },
    role: {
      attach: (PolicyArn: string) => client.send(new AttachRolePolicyCommand({ ...role, PolicyArn })),
      detach: (PolicyArn: string) => client.send(new DetachRolePolicyCommand({ ...role, PolicyArn })),
      list: (page = {}) => client.send(new ListAttachedRolePoliciesCommand({ ...role, ...page })),
    },
  };
}

async function prepared(): Promise<World> {
  const made = world();
  await made.iam().send(new CreateRoleCommand({ RoleName: 'x', AssumeRolePolicyDocument: trust('*') }));
  return made;
}

async function newPolicy({ iam }: World, PolicyName: string, Path = '/'): Promise<string> {
  const PolicyDocument = policy(allow('iam:GetRole'));
  const { Policy } = await iam().send(new CreatePolicyCommand({ PolicyName, Path, PolicyDocument }));
  return Policy?.Arn ?? '';
}

const kinds = [
  ['user', 'User', 0],
  ['group', 'Group', 1],
  ['role', 'Role', 0],
] as const;

test.each(kinds)('managed policies of a %s: attach, list, detach', async (kind) => {
  const made = await prepared();
  const holder = holdersOf(made)[kind];
  const own = await newPolicy(made, 'mine', '/p/');
  for (const arn of [readOnly, billing, own, own]) await holder.attach(arn);
  const { AttachedPolicies } = await holder.list();
  expect(AttachedPolicies).toContainEqual({ PolicyName: 'mine', PolicyArn: own });
  expect(AttachedPolicies?.filter(({ PolicyArn }) => PolicyArn === own)).toHaveLength(1);
  expect((await holder.list({ PathPrefix: '/p/' })).AttachedPolicies).toHaveLength(1);
  expect((await holder.list({ PathPrefix: '/job-function/' })).AttachedPolicies).toEqual([
    { PolicyName: 'Billing', PolicyArn: billing },
  ]);
  const first = await holder.list({ MaxItems: 2 });
  expect([first.AttachedPolicies?.length, first.IsTruncated]).toEqual([1, true]);
  await holder.detach(own);
  expect(await failureOf(holder.detach(own))).toMatchObject({
    name: 'NoSuchEntityException',
    message: `Policy ${own} was not found.`,
  });
});

test.each(kinds)('a %s has ten managed policies at most', async (kind, noun, before) => {
  const made = await prepared();
  const holder = holdersOf(made)[kind];
  for (let index = before; index < 10; index += 1) await holder.attach(await newPolicy(made, `p${index}`));
  expect(await failureOf(holder.attach(readOnly))).toMatchObject({
    name: 'LimitExceededException',
    message: `Cannot exceed quota for PoliciesPer${noun}: 10`,
  });
});

test.each([
  ['of AWS, but unknown', 'arn:aws:iam::aws:policy/NoSuchAccess', /does not exist or is not attachable/],
  [
    'of nobody',
    'arn:aws:iam::111122223333:policy/x',
    /^Policy .*:policy\/x does not exist or is not attachable\.$/,
  ],
  ['no ARN of a policy', 'arn:aws:iam::111122223333:role/xx', /^ARN .* is not valid\.$/],
  ['too short', 'arn', /at 'policyArn'/],
  ['no ARN', 'longpolicynamebutnoarn', /^Invalid ARN: {2}Could not be parsed!$/],
])('a policy that is %s is not attached', async (_, arn, message) => {
  const made = await prepared();
  expect((await failureOf(holdersOf(made).group.attach(arn))).message).toMatch(message);
});

test.each(['service-role/AWSLambdaBasicExecutionRole', 'AmazonSSMManagedInstanceCore'])(
  'what roles of services have: %s',
  async (name) => {
    const made = await prepared();
    const { role } = holdersOf(made);
    const PolicyArn = `arn:aws:iam::aws:policy/${name}`;
    await role.attach(PolicyArn);
    expect((await role.list()).AttachedPolicies).toEqual([{ PolicyName: name.split('/').at(-1), PolicyArn }]);
    const { Policy } = await made.iam().send(new GetPolicyCommand({ PolicyArn }));
    const version = { PolicyArn, VersionId: Policy?.DefaultVersionId };
    const { PolicyVersion } = await made.iam().send(new GetPolicyVersionCommand(version));
    const document = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
    expect(document.Statement[0]).toMatchObject({ Effect: 'Allow', Resource: '*' });
  },
);

test('every policy of AWS is one that AWS would take', () => {
  for (const { arn, document } of awsManagedPolicies.values()) {
    expect(checkIdentityPolicy(document, { managed: true }), arn).toBe(document);
  }
});

test("another account's policy is not attached", async () => {
  const made = await prepared();
  const arn = await newPolicy(made, 'mine');
  const RoleArn = `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`;
  const client = made.iam(await made.assume({ RoleArn, RoleSessionName: 'test' }));
  const attach = new AttachGroupPolicyCommand({ GroupName: 'production', PolicyArn: arn });
  expect((await failureOf(client.send(attach))).name).toBe('NoSuchEntityException');
});

test('ListEntitiesForPolicy says who has it', async () => {
  const made = await prepared();
  const arn = await newPolicy(made, 'mine');
  const { user, group, role } = holdersOf(made);
  for (const holder of [user, group, role]) await holder.attach(arn);
  made.edit(made.management, ({ roles }) => {
    const { x } = roles;
    if (x) roles['y'] = { ...x, name: 'y', id: 'AROAY', attached: [], permissionsBoundary: arn };
  });
  const ask = async (input = {}) => {
    const answer = await made.iam().send(new ListEntitiesForPolicyCommand({ PolicyArn: arn, ...input }));
    const names = [
      answer.PolicyUsers?.map(({ UserName }) => UserName),
      answer.PolicyGroups?.map(({ GroupName }) => GroupName),
      answer.PolicyRoles?.map(({ RoleName }) => RoleName),
    ];
    return names.flatMap((part) => part ?? []);
  };
  expect(await ask()).toEqual(['management-admin', 'admin', 'x', 'y']);
  expect(await ask({ EntityFilter: 'Group' })).toEqual(['admin']);
  expect(await ask({ PolicyUsageFilter: 'PermissionsBoundary' })).toEqual(['y']);
  expect(await ask({ PolicyUsageFilter: 'PermissionsPolicy', EntityFilter: 'Role' })).toEqual(['x']);
  expect(await ask({ PathPrefix: '/elsewhere/' })).toEqual([]);
  expect(await ask({ EntityFilter: 'LocalManagedPolicy' })).toEqual([]);
  expect((await failureOf(ask({ EntityFilter: 'user' }))).message).toMatch(
    /at 'entityFilter' failed .* enum/,
  );
  expect((await failureOf(ask({ PolicyUsageFilter: 'x' }))).message).toMatch(/at 'policyUsageFilter'/);
  expect(await ask({ MaxItems: 3 })).toEqual(['admin', 'x']);
  expect((await failureOf(ask({ PolicyArn: `${arn}x` }))).name).toBe('NoSuchEntityException');
});
