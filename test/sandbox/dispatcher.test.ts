import {
  CreateAccountCommand,
  DescribeOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { Operation } from '../../src/sandbox/operation.ts';
import { failureOf, ground } from './ground.ts';

test('a missing permission is reported in AWS’s words, and nothing is done', async () => {
  const { organizations, sandbox } = ground({ denied: ['organizations:CreateAccount'] });
  const error = await failureOf(
    organizations().send(new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' })),
  );
  const { managementAccountId, creations } = sandbox.state();
  expect(error).toMatchObject({
    name: 'AccessDeniedException',
    message:
      `User: arn:aws:iam::${managementAccountId}:user/management-admin is not authorized to perform: ` +
      'organizations:CreateAccount on resource: * because no identity-based policy allows the ' +
      'organizations:CreateAccount action',
    $metadata: { httpStatusCode: 400 },
  });
  expect(Object.values(creations).map((creation) => creation.accountName)).not.toContain('acme');
  expect(sandbox.calls).toMatchObject([
    { operation: 'CreateAccount', outcome: 'AccessDeniedException', mutates: true },
  ]);
});

test('awsQuery services refuse with AccessDenied and 403', async () => {
  const guarded: Operation<unknown> = {
    mutates: false,
    permissions: () => [{ action: 'sts:GetCallerIdentity', resource: '*' }],
    run: () => ({}),
  };
  const { sts } = ground({
    denied: ['sts:GetCallerIdentity'],
    operations: { sts: { GetCallerIdentity: guarded } },
  });
  expect(await failureOf(sts().send(new GetCallerIdentityCommand({})))).toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

test('each of several permissions counts', async () => {
  const { sandbox, organizations, asked } = ground();
  const { organization, managementAccountId, units, accounts } = sandbox.state();
  const ops = Object.values(accounts).find((account) => account.name === 'Ops');
  const users = Object.values(units).find((unit) => unit.name === 'Users');
  const prefix = `arn:aws:organizations::${managementAccountId}`;
  const move = {
    AccountId: ops?.id,
    SourceParentId: users?.id,
    DestinationParentId: organization?.rootId,
  };
  await organizations().send(new MoveAccountCommand(move));
  const resources = [
    `${prefix}:account/${organization?.id}/${ops?.id}`,
    `${prefix}:ou/${organization?.id}/${users?.id}`,
    `${prefix}:root/${organization?.id}/${organization?.rootId}`,
  ];
  expect(asked).toEqual(resources.map((resource) => ({ action: 'organizations:MoveAccount', resource })));
  for (const resource of resources) {
    const without = ground({ denied: [`organizations:MoveAccount ${resource}`] });
    const error = await failureOf(without.organizations().send(new MoveAccountCommand(move)));
    expect(error.message).toContain(`on resource: ${resource} because`);
  }
});

test('the log has every call in order with its input, its account and its outcome', async () => {
  const { sandbox, organizations, sts, clock } = ground();
  const ops = sandbox.profiles.ops;
  const accountId = sandbox.state().managementAccountId;
  await organizations().send(new ListAccountsCommand({ MaxResults: 7 }));
  clock.advance(50);
  await failureOf(organizations(ops).send(new ListRootsCommand({})));
  await sts().send(new GetCallerIdentityCommand({}));
  const at = Date.UTC(2030, 0, 1);
  expect(sandbox.calls).toEqual([
    {
      service: 'organizations',
      operation: 'ListAccounts',
      accountId,
      input: { MaxResults: 7 },
      outcome: 'ok',
      mutates: false,
      at,
    },
    expect.objectContaining({ operation: 'ListRoots', outcome: 'AccessDeniedException', at: at + 50 }),
    expect.objectContaining({ service: 'sts', operation: 'GetCallerIdentity', outcome: 'ok' }),
  ]);
});

test('each call takes the time of a round trip, and calls side by side take it together', async () => {
  const { organizations, clock } = ground({ timings: { call: 20 } });
  const client = organizations();
  const started = clock.now();
  await client.send(new DescribeOrganizationCommand({}));
  expect(clock.now() - started).toBe(20);
  await Promise.all(Array.from({ length: 5 }, () => client.send(new DescribeOrganizationCommand({}))));
  expect(clock.now() - started).toBe(40);
});

test('a call that was aborted before it began is not made', async () => {
  const { organizations, sandbox } = ground();
  const error = await failureOf(
    organizations().send(new ListRootsCommand({}), { abortSignal: AbortSignal.abort() }),
  );
  expect(error.name).toBe('AbortError');
  expect(sandbox.calls).toEqual([]);
});

test('calls that read leave the state file alone, also when something is over by then', async () => {
  const { sandbox, organizations, clock } = ground({ timings: { accountCreation: 1_000 } });
  await organizations().send(new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }));
  const names = async () => {
    const { Accounts } = await organizations().send(new ListAccountsCommand({}));
    return Accounts?.map((account) => account.Name);
  };
  expect(await names()).not.toContain('acme');
  clock.advance(1_000);
  expect(await names()).toContain('acme');
  expect(sandbox.calls.filter((call) => call.mutates)).toHaveLength(1);
});
