import { CreateOrganizationalUnitCommand, DescribeOrganizationCommand } from '@aws-sdk/client-organizations';
import { expect, test } from 'vitest';
import { Rates } from '../../src/sandbox/rates.ts';
import { services } from '../../src/sandbox/services.ts';
import { failureOf, ground } from './ground.ts';

const [organizations, iam, sts] = services;

/** How many calls in a row get through at one moment. */
function burst(rates: Rates, take: (rates: Rates) => boolean): number {
  let count = 0;
  while (count < 10_000 && take(rates)) count += 1;
  return count;
}

test.each([
  ['CreateAccount', 3, 10_000],
  ['CloseAccount', 1, 20_000],
  ['DescribeCreateAccountStatus', 2, 500],
  ['ListCreateAccountStatus', 8, 200],
  ['DescribeAccount', 30, 50],
  ['MoveAccount', 3, 500],
  ['CreateOrganizationalUnit', 2, 1_000],
  ['DescribeOrganization', 2, 1_000],
  ['DescribeOrganizationalUnit', 2, 500],
  ['ListAccounts', 12, 125],
  ['ListChildren', 10, 167],
  ['ListParents', 8, 200],
  ['ListAccountsForParent', 8, 200],
  ['ListOrganizationalUnitsForParent', 8, 200],
  ['ListRoots', 2, 1_000],
  ['ListTagsForResource', 15, 100],
  ['TagResource', 6, 250],
])('%s comes %i times at once and then every %i ms', (operation, atOnce, every) => {
  const rates = new Rates();
  const take = (now: number) => rates.take(organizations, operation, '1', 'us-east-1', now);
  expect(burst(rates, () => take(0))).toBe(atOnce);
  expect(take(every - 2)).toBe(false);
  expect(take(every)).toBe(true);
  expect(take(every)).toBe(false);
});

test('accounts and operations have buckets of their own; STS has one for all of its operations', () => {
  const rates = new Rates();
  expect(burst(rates, () => rates.take(organizations, 'ListRoots', '1', 'us-east-1', 0))).toBe(2);
  expect(rates.take(organizations, 'ListRoots', '2', 'us-east-1', 0)).toBe(true);
  expect(rates.take(organizations, 'ListAccounts', '1', 'us-east-1', 0)).toBe(true);
  expect(burst(rates, () => rates.take(sts, 'AssumeRole', '1', 'us-east-1', 0))).toBe(600);
  expect(rates.take(sts, 'GetCallerIdentity', '1', 'us-east-1', 0)).toBe(false);
  expect(burst(rates, () => rates.take(iam, 'GetRole', '1', 'us-east-1', 0))).toBe(10_000);
});

test('a call past its rate is throttled, without effect, and goes through later', async () => {
  const { organizations, sandbox, clock } = ground({ rates: true });
  const client = organizations();
  const parent = sandbox.state().organization?.rootId;
  const create = (Name: string) =>
    client.send(new CreateOrganizationalUnitCommand({ ParentId: parent, Name }));
  await create('a');
  await create('b');
  const throttled = await failureOf(create('c'));
  expect(throttled).toMatchObject({ name: 'TooManyRequestsException', $metadata: { httpStatusCode: 400 } });
  expect(sandbox.calls.map((call) => call.outcome)).toEqual(['ok', 'ok', 'TooManyRequestsException']);
  expect(Object.values(sandbox.state().units).map((unit) => unit.name)).not.toContain('c');
  clock.advance(1_000);
  await create('c');
});

test('without rates nothing is throttled', async () => {
  const { organizations, sandbox } = ground();
  const client = organizations();
  for (let i = 0; i < 5; i += 1) await client.send(new DescribeOrganizationCommand({}));
  expect(sandbox.calls.map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok']);
});
