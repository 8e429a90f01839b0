import { DescribeOrganizationCommand, ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  initClient,
  madeObject,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  statuses,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv } from './support/environment.ts';
import { Sdk } from './support/sdk.ts';

// Needs Node alone, so that a machine without any of the other programs still runs something.

let workshop: Workshop;
let served: ServedSandbox;
let sdk: Sdk;

beforeAll(async () => {
  workshop = openWorkshop();
  served = await serveSandbox(workshop);
  sdk = new Sdk(served.endpoint, served.profiles.management);
});

afterAll(async () => {
  sdk?.close();
  await served?.stop();
  workshop?.remove();
});

test('serve announces where it is and who may call, on this machine only', () => {
  const keys = {
    accessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    secretAccessKey: expect.any(String),
  };
  expect(served).toMatchObject({
    region: 'us-east-1',
    profiles: { management: keys, ops: keys, root: keys },
  });
  expect(served.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

test('the SDK is answered over the socket', async () => {
  const { Organization } = await sdk.organizations.send(new DescribeOrganizationCommand({}));
  const { Account, Arn } = await sdk.sts.send(new GetCallerIdentityCommand({}));
  expect(Account).toBe(Organization?.MasterAccountId);
  expect(Arn).toBe(`arn:aws:iam::${Account}:user/management-admin`);
});

test('client init works through AWS_ENDPOINT_URL, and a process on the state file sees what it made', async () => {
  const overHttp = awsEnv(served.endpoint, served.profiles.management);
  const made = await initClient(workshop, 'acme', ['--email', 'aws+acme@example.com'], overHttp);
  expect(made).toEqual(madeObject('acme', made.account.id, false));

  const { Accounts } = await sdk.organizations.send(new ListAccountsCommand({}));
  expect(Accounts?.map(({ Name }) => Name)).toEqual(expect.arrayContaining(['acme', 'Ops']));
  expect(Accounts).toHaveLength(3);

  const again = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
  expect(again.account).toEqual(made.account);
  expect(again.created).toBe(false);
  expect(new Set(Object.values(statuses(again)))).toEqual(new Set(['unchanged']));
});

test('SIGTERM ends it within seconds, with connections still open', async () => {
  const other = openWorkshop();
  try {
    const server = await serveSandbox(other);
    const client = new Sdk(server.endpoint, server.profiles.management);
    await client.sts.send(new GetCallerIdentityCommand({}));
    // Past five seconds `stop` kills it, and the signal shows.
    expect(await server.stop()).toMatchObject({ code: 0, signal: null, stderr: '' });
    await expect(client.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    client.close();
  } finally {
    other.remove();
  }
});
