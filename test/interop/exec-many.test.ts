import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Desk, openDesk } from './support/client-profile.ts';
import { initClient } from './support/diverst.ts';

/** Programs that know nothing of diverst, run for three clients at once. */
const programs = inject('programs');
const clients = ['acme', 'globex', 'initech'] as const;

let desk: Desk;
/** Accounts by client. */
const accounts: Record<string, string> = {};

beforeAll(async () => {
  desk = await openDesk();
  accounts.acme = desk.acme.account.id;
  for (const name of ['globex', 'initech']) {
    const made = await initClient(desk.workshop, name, ['--sandbox-state', desk.served.stateFile]);
    accounts[name] = made.account.id;
  }
});

afterAll(() => desk?.leave());

const everywhere = (...words: readonly string[]) => [
  ...['--profile', 'ops', '--region', 'us-east-1', 'client', 'exec', '--all', ...words],
];

describe.skipIf(!programs.aws)('the AWS CLI', () => {
  test('is each client’s role, and with --read-only it only reads', async () => {
    const words = ['sts', 'get-caller-identity', '--query', 'Account', '--output', 'text'];
    const said = await desk.ok('diverst', everywhere('--read-only', '--', 'aws', ...words));
    expect(said.trimEnd().split('\n').sort()).toEqual(
      clients.map((name) => `${name.padEnd('initech'.length)} | ${accounts[name]}`),
    );
    const writes = ['aws', 'iam', 'create-user', '--user-name', 'intruder'];
    const { code, stdout } = await desk.run('diverst', everywhere('--read-only', '--json', '--', ...writes));
    expect(code).toBe(1);
    const results = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).result);
    expect(results).toEqual(['failed', 'failed', 'failed']);
  });
});
