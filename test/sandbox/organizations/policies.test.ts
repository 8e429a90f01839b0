import {
  DescribeEffectivePolicyCommand,
  DescribePolicyCommand,
  DescribeResourcePolicyCommand,
  ListPoliciesCommand,
  ListPoliciesForTargetCommand,
  ListRootsCommand,
  ListTargetsForPolicyCommand,
  PolicyType,
} from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { failureOf, ground } from '../ground.ts';

function idsOf({ sandbox }: ReturnType<typeof ground>) {
  const { organization, units, accounts } = sandbox.state();
  return {
    root: organization?.rootId ?? '',
    unit: Object.keys(units)[0] ?? '',
    ops: Object.values(accounts).find(({ name }) => name === 'Ops')?.id ?? '',
  };
}

test.each(Object.values(PolicyType))(
  'there is no %s, and the root says that none is enabled',
  async (Filter) => {
    const made = ground();
    const client = made.organizations();
    const { Roots } = await client.send(new ListRootsCommand({}));
    expect(Roots?.[0]?.PolicyTypes).toEqual([]);
    expect((await client.send(new ListPoliciesCommand({ Filter }))).Policies).toEqual([]);
    const { root, unit, ops } = idsOf(made);
    for (const TargetId of [root, unit, ops]) {
      const { Policies } = await client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }));
      expect(Policies).toEqual([]);
    }
  },
);

test('a type, a target or a token that there is not', async () => {
  const client = ground().organizations();
  const Filter = 'SERVICE_CONTROL_POLICY';
  const wrong = 'SCP' as typeof Filter;
  expect((await failureOf(client.send(new ListPoliciesCommand({ Filter: wrong })))).Reason).toBe(
    'INVALID_ENUM',
  );
  const token = new ListPoliciesCommand({ Filter, NextToken: 'x' });
  expect((await failureOf(client.send(token))).Reason).toBe('INVALID_NEXT_TOKEN');
  const target = (TargetId: string) => client.send(new ListPoliciesForTargetCommand({ TargetId, Filter }));
  expect((await failureOf(target('999999999999'))).name).toBe('TargetNotFoundException');
  expect((await failureOf(target('r-none'))).name).toBe('TargetNotFoundException');
  expect((await failureOf(target('everything'))).Reason).toBe('INVALID_PATTERN_TARGET_ID');
});

test('no policy can be looked at', async () => {
  const client = ground().organizations();
  const PolicyId = 'p-FullAWSAccess';
  const missing = { name: 'PolicyNotFoundException' };
  expect(await failureOf(client.send(new DescribePolicyCommand({ PolicyId })))).toMatchObject(missing);
  expect(await failureOf(client.send(new ListTargetsForPolicyCommand({ PolicyId })))).toMatchObject(missing);
  const wrong = new DescribePolicyCommand({ PolicyId: 'FullAWSAccess' });
  expect((await failureOf(client.send(wrong))).Reason).toBe('INVALID_PATTERN');
  expect(await failureOf(client.send(new DescribeResourcePolicyCommand({})))).toMatchObject({
    name: 'ResourcePolicyNotFoundException',
  });
});

test('an account has no effective policy, and a member may ask for its own only', async () => {
  const made = ground();
  const { ops } = idsOf(made);
  const ask = (
    input: { TargetId?: string; PolicyType?: string },
    keys = made.sandbox.profiles.management,
  ) => {
    const PolicyType = (input.PolicyType ?? 'TAG_POLICY') as 'TAG_POLICY';
    return failureOf(
      made.organizations(keys).send(new DescribeEffectivePolicyCommand({ ...input, PolicyType })),
    );
  };
  const none = { name: 'EffectivePolicyNotFoundException' };
  const member = made.sandbox.profiles.ops;
  expect(await ask({})).toMatchObject(none);
  expect(await ask({ TargetId: ops })).toMatchObject(none);
  expect(await ask({ TargetId: ops }, member)).toMatchObject(none);
  expect(await ask({}, member)).toMatchObject(none);
  const management = made.sandbox.state().managementAccountId;
  expect((await ask({ TargetId: management }, member)).name).toBe('AccessDeniedException');
  expect((await ask({ TargetId: '999999999999' })).name).toBe('TargetNotFoundException');
  expect((await ask({ PolicyType: 'SERVICE_CONTROL_POLICY' })).Reason).toBe('INVALID_ENUM');
  const empty = ground({ start: 'empty' }).organizations();
  const without = empty.send(new DescribeEffectivePolicyCommand({ PolicyType: 'TAG_POLICY' }));
  expect((await failureOf(without)).name).toBe('AWSOrganizationsNotInUseException');
});

test('what is asked of policies is asked by type, on what it is about', async () => {
  const made = ground();
  const { ops } = idsOf(made);
  const { organization, managementAccountId } = made.sandbox.state();
  const Filter = 'TAG_POLICY';
  const context = { 'organizations:PolicyType': [Filter] };
  await made.organizations().send(new ListPoliciesCommand({ Filter }));
  await made.organizations().send(new ListPoliciesForTargetCommand({ TargetId: ops, Filter }));
  const account = `arn:aws:organizations::${managementAccountId}:account/${organization?.id}/${ops}`;
  expect(made.asked).toEqual([
    { action: 'organizations:ListPolicies', resource: '*', context },
    { action: 'organizations:ListPoliciesForTarget', resource: account, context },
  ]);
});
