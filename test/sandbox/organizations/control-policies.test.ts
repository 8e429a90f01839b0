import {
  AttachPolicyCommand,
  CreateAccountCommand,
  CreateOrganizationalUnitCommand,
  CreateOrganizationCommand,
  CreatePolicyCommand,
  type CreatePolicyCommandInput,
  DeleteOrganizationalUnitCommand,
  DeletePolicyCommand,
  DescribePolicyCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  EnablePolicyTypeCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTagsForResourceCommand,
  ListTargetsForPolicyCommand,
  type PolicyType,
  RemoveAccountFromOrganizationCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import { failureOf, ground } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

const scp = 'SERVICE_CONTROL_POLICY';
const rcp = 'RESOURCE_CONTROL_POLICY';
const fullAccess = 'p-FullAWSAccess';
const deny = policy({ Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' });
const rcpDeny = policy({ Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole', Resource: '*' });

function placed(options: SandboxOptions = {}) {
  const made = ground(options);
  const { organization, units, accounts } = made.sandbox.state();
  const client = made.organizations();
  const RootId = organization?.rootId ?? '';
  return {
    ...made,
    client,
    RootId,
    unit: Object.keys(units)[0] ?? '',
    ops: Object.values(accounts).find(({ name }) => name === 'Ops')?.id ?? '',
    enable: (type: PolicyType = scp) =>
      client.send(new EnablePolicyTypeCommand({ RootId, PolicyType: type })),
    disable: (type: PolicyType = scp) =>
      client.send(new DisablePolicyTypeCommand({ RootId, PolicyType: type })),
    async create(input: Partial<CreatePolicyCommandInput> = {}): Promise<string> {
      const wanted = { Name: 'guard', Description: '', Content: deny, Type: scp, ...input } as const;
      const { Policy } = await client.send(new CreatePolicyCommand(wanted));
      return Policy?.PolicySummary?.Id ?? '';
    },
    attach: (PolicyId: string, TargetId: string) =>
      client.send(new AttachPolicyCommand({ PolicyId, TargetId })),
    detach: (PolicyId: string, TargetId: string) =>
      client.send(new DetachPolicyCommand({ PolicyId, TargetId })),
    async attached(TargetId: string, Filter: PolicyType = scp) {
      const { Policies } = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }));
      return Policies?.map(({ Id }) => Id);
    },
    async types() {
      const { Roots } = await client.send(new ListRootsCommand({}));
      return Roots?.[0]?.PolicyTypes;
    },
  };
}

test('a type is enabled and disabled some time after the answer, and meanwhile nothing of it changes', async () => {
  const g = placed({ timings: { policyType: 1_000 } });
  const PolicyId = await g.create();
  expect((await failureOf(g.attach(PolicyId, g.unit))).name).toBe('PolicyTypeNotEnabledException');
  const { Root } = await g.enable();
  expect(Root).toMatchObject({ Id: g.RootId, PolicyTypes: [{ Type: scp, Status: 'PENDING_ENABLE' }] });
  const pending = { name: 'PolicyChangesInProgressException' };
  expect(await failureOf(g.enable())).toMatchObject(pending);
  expect(await failureOf(g.disable())).toMatchObject(pending);
  expect(await failureOf(g.attach(PolicyId, g.unit))).toMatchObject(pending);
  await g.clock.sleep(1_000);
  expect(await g.types()).toEqual([{ Type: scp, Status: 'ENABLED' }]);
  expect((await failureOf(g.enable())).name).toBe('PolicyTypeAlreadyEnabledException');

  await g.attach(PolicyId, g.unit);
  expect((await g.disable()).Root?.PolicyTypes).toEqual([{ Type: scp, Status: 'PENDING_DISABLE' }]);
  expect(await failureOf(g.detach(PolicyId, g.unit))).toMatchObject(pending);
  await g.clock.sleep(1_000);
  expect(await g.types()).toEqual([]);
  expect(g.sandbox.state().organization?.policyTypes).toEqual({});
  expect((await failureOf(g.disable())).name).toBe('PolicyTypeNotEnabledException');
  // The policy is still there, what it was attached to is forgotten.
  await g.enable();
  await g.clock.sleep(1_000);
  expect(await g.attached(g.unit)).toEqual([fullAccess]);
  expect((await g.client.send(new DescribePolicyCommand({ PolicyId }))).Policy?.Content).toBe(deny);
});

test('a type or a root that there is not, and types that the organization’s features do not allow', async () => {
  const g = placed();
  const wrong = (RootId: string, type: string) =>
    failureOf(g.client.send(new EnablePolicyTypeCommand({ RootId, PolicyType: type as PolicyType })));
  expect((await wrong(g.RootId, 'SCP')).Reason).toBe('INVALID_ENUM_POLICY_TYPE');
  expect((await wrong('root', scp)).Reason).toBe('INVALID_PATTERN');
  expect((await wrong('r-none', scp)).name).toBe('RootNotFoundException');
  expect((await wrong(g.RootId, 'TAG_POLICY')).name).toBe('PolicyTypeNotAvailableForOrganizationException');
  expect((await failureOf(g.disable('TAG_POLICY'))).name).toBe('PolicyTypeNotEnabledException');
  const tag = await failureOf(g.create({ Type: 'TAG_POLICY', Content: '{}' }));
  expect(tag.name).toBe('PolicyTypeNotAvailableForOrganizationException');

  const bills = ground({ start: 'empty' });
  const client = bills.organizations();
  await client.send(new CreateOrganizationCommand({ FeatureSet: 'CONSOLIDATED_BILLING' }));
  const RootId = bills.sandbox.state().organization?.rootId ?? '';
  const enabling = await failureOf(client.send(new EnablePolicyTypeCommand({ RootId, PolicyType: scp })));
  expect(enabling.name).toBe('PolicyTypeNotAvailableForOrganizationException');
});

test('AWS’s own policies are attached to everything, also to what comes later, and nobody changes them', async () => {
  const g = placed();
  await g.enable();
  await g.enable(rcp);
  expect((await g.client.send(new ListPoliciesCommand({ Filter: scp }))).Policies).toEqual([
    {
      Id: fullAccess,
      Arn: 'arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess',
      Name: 'FullAWSAccess',
      Description: expect.stringMatching(/./),
      Type: scp,
      AwsManaged: true,
    },
  ]);
  const { OrganizationalUnit } = await g.client.send(
    new CreateOrganizationalUnitCommand({ ParentId: g.RootId, Name: 'Later' }),
  );
  await g.client.send(new CreateAccountCommand({ AccountName: 'later', Email: 'later@example.com' }));
  const { accounts } = g.sandbox.state();
  const later = Object.values(accounts).find(({ name }) => name === 'later')?.id ?? '';
  for (const target of [g.RootId, OrganizationalUnit?.Id ?? '', later, g.ops]) {
    expect(await g.attached(target)).toEqual([fullAccess]);
    expect(await g.attached(target, rcp)).toEqual(['p-RCPFullAWSAccess']);
  }
  const { Targets } = await g.client.send(new ListTargetsForPolicyCommand({ PolicyId: fullAccess }));
  expect(Targets?.map(({ Type }) => Type).sort()).toEqual([
    ...Object.keys(accounts).map(() => 'ACCOUNT'),
    ...Object.keys(g.sandbox.state().units).map(() => 'ORGANIZATIONAL_UNIT'),
    'ROOT',
  ]);

  const change = new UpdatePolicyCommand({ PolicyId: fullAccess, Content: deny });
  expect((await failureOf(g.client.send(change))).Reason).toBe('IMMUTABLE_POLICY');
  const removal = new DeletePolicyCommand({ PolicyId: fullAccess });
  expect((await failureOf(g.client.send(removal))).Reason).toBe('IMMUTABLE_POLICY');
  expect((await failureOf(g.detach('p-RCPFullAWSAccess', g.ops))).Reason).toBe('NON_DETACHABLE_POLICY');
});

test('a policy from its creation to its end', async () => {
  const g = placed();
  await g.enable();
  const { Policy } = await g.client.send(
    new CreatePolicyCommand({
      Name: 'guard',
      Description: 'why',
      Content: deny,
      Type: scp,
      Tags: [{ Key: 'team', Value: 'one' }],
    }),
  );
  const { managementAccountId, organization } = g.sandbox.state();
  const PolicyId = Policy?.PolicySummary?.Id ?? '';
  expect(Policy).toEqual({
    PolicySummary: {
      Id: expect.stringMatching(/^p-[0-9a-z]{8}$/),
      Arn: `arn:aws:organizations::${managementAccountId}:policy/${organization?.id}/service_control_policy/${PolicyId}`,
      Name: 'guard',
      Description: 'why',
      Type: scp,
      AwsManaged: false,
    },
    Content: deny,
  });
  const tags = async () =>
    (await g.client.send(new ListTagsForResourceCommand({ ResourceId: PolicyId }))).Tags;
  await g.client.send(new TagResourceCommand({ ResourceId: PolicyId, Tags: [{ Key: 'by', Value: 'me' }] }));
  expect(await tags()).toHaveLength(2);
  await g.client.send(new UntagResourceCommand({ ResourceId: PolicyId, TagKeys: ['by'] }));
  expect(await tags()).toEqual([{ Key: 'team', Value: 'one' }]);

  await g.attach(PolicyId, g.unit);
  expect(await g.attached(g.unit)).toEqual([fullAccess, PolicyId].sort());
  const again = await failureOf(g.attach(PolicyId, g.unit));
  expect(again.name).toBe('DuplicatePolicyAttachmentException');
  expect((await g.client.send(new ListTargetsForPolicyCommand({ PolicyId }))).Targets).toEqual([
    {
      TargetId: g.unit,
      Arn: expect.stringContaining(`:ou/`),
      Name: expect.any(String),
      Type: 'ORGANIZATIONAL_UNIT',
    },
  ]);
  const other = policy({ Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:aws:s3:::x' });
  const updated = await g.client.send(
    new UpdatePolicyCommand({ PolicyId, Name: 'other', Description: '', Content: other }),
  );
  expect(updated.Policy).toMatchObject({ PolicySummary: { Name: 'other', Description: '' }, Content: other });

  const removal = () => g.client.send(new DeletePolicyCommand({ PolicyId }));
  expect((await failureOf(removal())).name).toBe('PolicyInUseException');
  await g.detach(PolicyId, g.unit);
  expect((await failureOf(g.detach(PolicyId, g.unit))).name).toBe('PolicyNotAttachedException');
  await removal();
  expect((await failureOf(removal())).name).toBe('PolicyNotFoundException');
  expect((await failureOf(g.attach(PolicyId, g.unit))).name).toBe('PolicyNotFoundException');
  expect(g.sandbox.state().organization?.attachments).toEqual({});
});

test('names are unique within a type', async () => {
  const g = placed();
  await g.create();
  const duplicate = { name: 'DuplicatePolicyException' };
  expect(await failureOf(g.create())).toMatchObject(duplicate);
  await g.create({ Type: rcp, Content: rcpDeny });
  const PolicyId = await g.create({ Name: 'second' });
  const rename = (Name: string) => g.client.send(new UpdatePolicyCommand({ PolicyId, Name }));
  expect(await failureOf(rename('guard'))).toMatchObject(duplicate);
  await rename('second');
});

test('ten service control policies to a target and at least one, five resource control policies', async () => {
  const g = placed();
  await g.enable();
  await g.enable(rcp);
  const fill = async (Type: typeof scp | typeof rcp, Content: string, most: number) => {
    for (let number = 1; number < most; number += 1) {
      await g.attach(await g.create({ Name: `n${number}`, Type, Content }), g.unit);
    }
    const tooMany = await failureOf(g.attach(await g.create({ Name: 'last', Type, Content }), g.unit));
    expect(tooMany.Reason).toBe('MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED');
  };
  await fill(scp, deny, 10);
  await fill(rcp, rcpDeny, 5);
  const last = await failureOf(g.detach(fullAccess, g.ops));
  expect(last.Reason).toBe('MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED');
  const PolicyId = await g.create({ Name: 'own' });
  await g.attach(PolicyId, g.ops);
  await g.detach(fullAccess, g.ops);
  expect(await g.attached(g.ops)).toEqual([PolicyId]);
  expect((await failureOf(g.detach(PolicyId, g.ops))).name).toBe('ConstraintViolationException');
  await g.attach(fullAccess, g.ops);
  await g.detach(PolicyId, g.ops);
  expect(await g.attached(g.ops)).toEqual([fullAccess]);
});

test('how many policies of a type an organization holds', async () => {
  const g = placed();
  const id = await g.create({ Type: rcp, Content: rcpDeny });
  g.sandbox.edit(({ organization }) => {
    const own = organization?.policies ?? {};
    const first = own[id];
    if (first === undefined) return;
    for (let number = 1; number < 2_000; number += 1) {
      own[`p-copy${number}`] = { ...first, id: `p-copy${number}`, name: `copy${number}` };
    }
  });
  const failure = await failureOf(g.create({ Name: 'one more', Type: rcp, Content: rcpDeny }));
  expect(failure.Reason).toBe('POLICY_NUMBER_LIMIT_EXCEEDED');
  await g.create();
});

test('an OU that is deleted and an account that leaves take their attachments with them', async () => {
  const g = placed();
  await g.enable();
  const { OrganizationalUnit } = await g.client.send(
    new CreateOrganizationalUnitCommand({ ParentId: g.RootId, Name: 'short' }),
  );
  const PolicyId = await g.create();
  await g.attach(PolicyId, OrganizationalUnit?.Id ?? '');
  await g.client.send(
    new DeleteOrganizationalUnitCommand({ OrganizationalUnitId: OrganizationalUnit?.Id ?? '' }),
  );
  expect(g.sandbox.state().organization?.attachments).toEqual({});
  g.sandbox.edit(({ accounts }) => {
    const account = accounts[g.ops];
    if (account !== undefined) accounts[g.ops] = { ...account, joinedMethod: 'INVITED' };
  });
  await g.attach(PolicyId, g.ops);
  await g.client.send(new RemoveAccountFromOrganizationCommand({ AccountId: g.ops }));
  expect(g.sandbox.state().organization?.attachments).toEqual({});
  await g.client.send(new DeletePolicyCommand({ PolicyId }));
});

test('targets that there are not, or that are none', async () => {
  const g = placed();
  await g.enable();
  const PolicyId = await g.create();
  expect((await failureOf(g.attach(PolicyId, '999999999999'))).name).toBe('TargetNotFoundException');
  expect((await failureOf(g.detach(PolicyId, 'r-none'))).name).toBe('TargetNotFoundException');
  expect((await failureOf(g.attach(PolicyId, 'all'))).Reason).toBe('INVALID_PATTERN_TARGET_ID');
  expect((await failureOf(g.attach('guard', g.unit))).Reason).toBe('INVALID_PATTERN');
});

const statement = { Effect: 'Deny', Action: 'iam:CreateUser', Resource: '*' };
const rcpStatement = { ...statement, Action: 'sts:AssumeRole', Principal: '*' };

test.each<[string, typeof scp | typeof rcp, string, boolean]>([
  [
    'a deny with conditions',
    scp,
    policy({ ...statement, Condition: { Null: { 'aws:AssumedRoot': 'true' } } }),
    true,
  ],
  [
    'an allow of one action under conditions',
    scp,
    policy({ ...statement, Effect: 'Allow', Condition: {} }),
    true,
  ],
  [
    'NotAction and NotResource',
    scp,
    policy({ Effect: 'Deny', NotAction: 'iam:*', NotResource: 'arn:aws:iam::*:role/x' }),
    true,
  ],
  ['a wildcard within an action', scp, policy({ ...statement, Action: 'iam:*User' }), true],
  ['no JSON', scp, 'Deny everything', false],
  ['no statement', scp, policy(), false],
  ['an older version', scp, JSON.stringify({ Version: '2008-10-17', Statement: [statement] }), false],
  ['no version', scp, JSON.stringify({ Statement: [statement] }), false],
  ['an Id', scp, JSON.stringify({ Version: '2012-10-17', Id: 'x', Statement: [statement] }), false],
  ['an element that there is not', scp, policy({ ...statement, Resources: '*' }), false],
  ['a principal', scp, policy({ ...statement, Principal: '*' }), false],
  ['NotPrincipal', scp, policy({ ...statement, NotPrincipal: { AWS: '*' } }), false],
  ['no resource', scp, policy({ Effect: 'Deny', Action: 'iam:*' }), false],
  ['a resource that is no ARN', scp, policy({ ...statement, Resource: 'role/x' }), false],
  ['no action', scp, policy({ Effect: 'Deny', Resource: '*' }), false],
  ['an action without a service', scp, policy({ ...statement, Action: 'CreateUser' }), false],
  ['an effect in small letters', scp, policy({ ...statement, Effect: 'deny' }), false],
  [
    'an operator that there is not',
    scp,
    policy({ ...statement, Condition: { Is: { 'aws:username': 'x' } } }),
    false,
  ],
  ['a Sid twice', scp, policy({ ...statement, Sid: 'One' }, { ...statement, Sid: 'One' }), false],
  ['a Sid with a space', scp, policy({ ...statement, Sid: 'One two' }), false],
  ['a deny to everyone', rcp, policy(rcpStatement), true],
  ['a whole service', rcp, policy({ ...rcpStatement, Action: ['sts:*'] }), true],
  ['an allow', rcp, policy({ ...rcpStatement, Effect: 'Allow' }), false],
  ['a bare wildcard', rcp, policy({ ...rcpStatement, Action: '*' }), false],
  ['a wildcard for the service', rcp, policy({ ...rcpStatement, Action: '*:*' }), false],
  ['a principal of some', rcp, policy({ ...rcpStatement, Principal: { AWS: '*' } }), false],
  ['no principal', rcp, policy(statement), false],
  ['NotPrincipal in the place of it', rcp, policy({ ...statement, NotPrincipal: '*' }), false],
  ['NotAction', rcp, policy({ Effect: 'Deny', Principal: '*', NotAction: 'sts:*', Resource: '*' }), false],
])('syntax: %s (%s)', async (_, Type, Content, isTaken) => {
  const g = placed();
  const creation = g.create({ Type, Content });
  if (isTaken) await creation;
  else expect((await failureOf(creation)).name).toBe('MalformedPolicyDocumentException');
});

test('sizes are those of what is sent, white space included', async () => {
  const g = placed();
  const padded = (document: string, size: number) => document.padEnd(size);
  const id = await g.create({ Content: padded(deny, 10_240) });
  const tooLarge = { name: 'ConstraintViolationException', Reason: 'POLICY_CONTENT_LIMIT_EXCEEDED' };
  const Content = padded(deny, 10_241);
  expect(await failureOf(g.create({ Name: 'more', Content }))).toMatchObject(tooLarge);
  const update = new UpdatePolicyCommand({ PolicyId: id, Content });
  expect(await failureOf(g.client.send(update))).toMatchObject(tooLarge);
  await g.create({ Type: rcp, Content: padded(rcpDeny, 5_120) });
  const larger = g.create({ Name: 'more', Type: rcp, Content: padded(rcpDeny, 5_121) });
  expect(await failureOf(larger)).toMatchObject(tooLarge);
  expect((await failureOf(g.create({ Name: '' }))).Reason).toBe('MIN_LENGTH_EXCEEDED');
  expect((await failureOf(g.create({ Name: 'x'.repeat(129) }))).Reason).toBe('MAX_LENGTH_EXCEEDED');
  expect((await failureOf(g.create({ Description: 'x'.repeat(513) }))).Reason).toBe('MAX_LENGTH_EXCEEDED');
  expect((await failureOf(g.create({ Content: '' }))).Reason).toBe('MIN_LENGTH_EXCEEDED');
});

test('what is asked: of a policy by its ARN and type, of an attachment on both sides, of a type on the root', async () => {
  const g = placed();
  const { managementAccountId, organization } = g.sandbox.state();
  const arn = (rest: string) => `arn:aws:organizations::${managementAccountId}:${rest}`;
  const context = { 'organizations:PolicyType': [scp] };
  await g.enable();
  const PolicyId = await g.create();
  await g.attach(PolicyId, g.unit);
  await g.client.send(new DescribePolicyCommand({ PolicyId }));
  const own = arn(`policy/${organization?.id}/service_control_policy/${PolicyId}`);
  expect(g.asked).toEqual([
    {
      action: 'organizations:EnablePolicyType',
      resource: arn(`root/${organization?.id}/${g.RootId}`),
      context,
    },
    { action: 'organizations:CreatePolicy', resource: '*', context },
    { action: 'organizations:AttachPolicy', resource: own, context },
    { action: 'organizations:AttachPolicy', resource: arn(`ou/${organization?.id}/${g.unit}`), context },
    { action: 'organizations:DescribePolicy', resource: own, context },
  ]);
});

test('a policy’s tags count for who may do something with it', async () => {
  const made = world();
  const client = made.organizations();
  const create = async (Name: string, team: string) => {
    const Tags = [{ Key: 'team', Value: team }];
    const input = { Name, Description: '', Content: deny, Type: scp, Tags } as const;
    return (await client.send(new CreatePolicyCommand(input))).Policy?.PolicySummary?.Id ?? '';
  };
  const own = await create('own', 'one');
  const other = await create('other', 'two');
  const condition = { StringEquals: { 'aws:ResourceTag/team': 'one' } };
  const statement = { ...allow('organizations:DescribePolicy'), Condition: condition };
  const jane = made.organizations(made.addUser(made.management, 'jane', [policy(statement)]));
  await jane.send(new DescribePolicyCommand({ PolicyId: own }));
  const refused = await failureOf(jane.send(new DescribePolicyCommand({ PolicyId: other })));
  expect(refused.name).toBe('AccessDeniedException');
});

test('writing policies is throttled at the published rates', async () => {
  const g = placed({ rates: true });
  await g.enable();
  expect((await failureOf(g.enable())).name).toBe('TooManyRequestsException');
  for (const Name of ['one', 'two', 'three']) await g.create({ Name });
  expect((await failureOf(g.create({ Name: 'four' }))).name).toBe('TooManyRequestsException');
});
