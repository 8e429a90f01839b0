import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import {
  CreateAccountCommand,
  DescribeAccountCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { openSandbox, resetSandbox, type Sandbox, SandboxStateError } from '../../src/sandbox/sandbox.ts';
import { program, start, temporaryFolder } from '../files/workers.ts';
import { failureOf, type Keys } from './ground.ts';

const stateFile = () => join(temporaryFolder(), 'state.json');

function clientsOf(sandbox: Sandbox, credentials: Keys = sandbox.profiles.management) {
  const config = {
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
  };
  return {
    organizations: new OrganizationsClient(config),
    iam: new IAMClient(config),
    sts: new STSClient(config),
  };
}

const namesIn = async (sandbox: Sandbox) => {
  const { Accounts } = await clientsOf(sandbox).organizations.send(new ListAccountsCommand({}));
  return Accounts?.map(({ Name }) => Name).sort();
};

test('from a new account to a role in it, through all three services', async () => {
  const clock = new VirtualClock();
  const sandbox = openSandbox({ clock, timings: { accountCreation: 60_000, accessRole: 10_000 } });
  const { organizations, sts } = clientsOf(sandbox);
  await organizations.send(new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }));
  clock.advance(60_000);
  const acme = Object.values(sandbox.state().accounts).find(({ name }) => name === 'acme');
  const assume = () =>
    sts.send(
      new AssumeRoleCommand({
        RoleArn: `arn:aws:iam::${acme?.id}:role/OrganizationAccountAccessRole`,
        RoleSessionName: 'admin',
      }),
    );
  expect((await failureOf(assume())).name).toBe('AccessDenied');
  clock.advance(10_000);
  const { Credentials } = await assume();
  const inAcme = clientsOf(sandbox, {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  });
  expect((await inAcme.sts.send(new GetCallerIdentityCommand({}))).Account).toBe(acme?.id);
  const trust = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRole' }],
  };
  await inAcme.iam.send(
    new CreateRoleCommand({ RoleName: 'acme-production', AssumeRolePolicyDocument: JSON.stringify(trust) }),
  );
  await inAcme.iam.send(new GetRoleCommand({ RoleName: 'acme-production' }));
  // It is that account's, and no other's.
  const elsewhere = clientsOf(sandbox).iam.send(new GetRoleCommand({ RoleName: 'acme-production' }));
  expect((await failureOf(elsewhere)).name).toBe('NoSuchEntityException');
});

test('authorization is on: the ops user may do nothing in the organization', async () => {
  const sandbox = openSandbox();
  const { organizations } = clientsOf(sandbox, sandbox.profiles.ops);
  const error = await failureOf(organizations.send(new ListAccountsCommand({})));
  expect(error.message).toContain(
    'is not authorized to perform: organizations:ListAccounts on resource: * because no identity-based policy ' +
      'allows the organizations:ListAccounts action',
  );
});

test('a state file is kept, shared, and reset', async () => {
  const file = stateFile();
  const [one, other] = [openSandbox({ stateFile: file }), openSandbox({ stateFile: file })];
  expect(other.profiles).toEqual(one.profiles);
  await clientsOf(one).organizations.send(
    new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }),
  );
  expect(await namesIn(other)).toEqual(['Ops', 'acme', 'management']);
  expect(await namesIn(openSandbox({ stateFile: file, start: 'empty' }))).toEqual([
    'Ops',
    'acme',
    'management',
  ]);

  const before = clientsOf(one);
  resetSandbox(file);
  expect(await namesIn(one)).toEqual(['Ops', 'management']);
  const stale = await failureOf(before.organizations.send(new ListAccountsCommand({})));
  expect(stale.name).toBe('UnrecognizedClientException');
  resetSandbox(file, { empty: true });
  expect(openSandbox({ stateFile: file }).state().organization).toBeNull();
});

test('a corrupted file is reported when it is opened, and reset replaces it', () => {
  const file = stateFile();
  writeFileSync(file, '{');
  expect(() => openSandbox({ stateFile: file })).toThrow(SandboxStateError);
  resetSandbox(file);
  openSandbox({ stateFile: file });
});

test('what was over when it was read is the same when it is written later', async () => {
  const file = stateFile();
  const clock = new VirtualClock();
  const timings = { accountCreation: 1_000 };
  const [reader, writer] = [
    openSandbox({ stateFile: file, clock, timings }),
    openSandbox({ stateFile: file, clock, timings }),
  ];
  await clientsOf(writer).organizations.send(
    new CreateAccountCommand({ AccountName: 'acme', Email: 'acme@example.com' }),
  );
  clock.advance(1_000);
  const before = readFileSync(file, 'utf8');
  const acme = Object.values(reader.state().accounts).find(({ name }) => name === 'acme');
  const described = await clientsOf(reader).organizations.send(
    new DescribeAccountCommand({ AccountId: acme?.id }),
  );
  expect(described.Account?.Name).toBe('acme');
  expect(readFileSync(file, 'utf8')).toBe(before);
  const seen = structuredClone(reader.state());
  writer.edit(() => {});
  expect(readFileSync(file, 'utf8')).not.toBe(before);
  expect(reader.state()).toEqual(seen);
});

const creator = `
  import { CreateAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
  import { openSandbox } from '#src/sandbox/sandbox.ts';
  const sandbox = openSandbox({ stateFile: process.argv[2] });
  const client = new OrganizationsClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: sandbox.profiles.management,
    maxAttempts: 1,
  });
  for (const name of process.argv[3].split(',')) {
    await client.send(new CreateAccountCommand({ AccountName: name, Email: name + '@example.com' }));
  }
`;

test('processes that create accounts at once: each of its own, and one of what all want', async () => {
  const file = stateFile();
  const path = await program(creator);
  const own = ['a', 'b', 'c', 'd'].map((letter) => [1, 2, 3].map((index) => `${letter}${index}`).join(','));
  const children = own.map((names) => start(path, [file, `${names},shared`]));
  for (const child of children) expect((await child.ended).code).toBe(0);
  const names = own.flatMap((list) => list.split(','));
  const { accounts, creations } = openSandbox({ stateFile: file }).state();
  expect(
    Object.values(accounts)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['Ops', ...names, 'management', 'shared'].sort());
  expect(Object.values(creations).filter(({ accountName }) => accountName === 'shared')).toHaveLength(4);
});
