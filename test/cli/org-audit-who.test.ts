import { DeleteGroupPolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { MoveAccountCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { accountOf, idOf, opsOf } from '../support/state.ts';
import { type Keys, type Story, story } from '../support/story.ts';

let told: Story;

/** After the story: globex is moved to the root by an admin, and its grant is deleted in Ops by somebody from there. */
beforeAll(async () => {
  told = await story();
  const { sandbox, clock } = told;
  const config = (credentials: Keys) => ({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
  });
  const state = sandbox.state();
  await new OrganizationsClient(config(sandbox.profiles.management)).send(
    new MoveAccountCommand({
      AccountId: idOf(state, 'globex'),
      SourceParentId: accountOf(state, 'globex').parentId,
      DestinationParentId: state.organization?.rootId,
    }),
  );
  const admin = (policies: string[]) =>
    sandbox.edit((edited) => {
      opsOf(edited).user.attached = policies;
    });
  admin(['arn:aws:iam::aws:policy/IAMFullAccess']);
  const { ops: user = sandbox.profiles.management } = sandbox.profiles;
  await new IAMClient(config(user)).send(
    new DeleteGroupPolicyCommand({ GroupName: 'production', PolicyName: 'assume-globex-production' }),
  );
  admin([]);
  clock.advance(60_000);
});

const audit = async (...words: string[]) => {
  // CloudTrail's rate is for each account: no audit is to wait for the one before.
  told.clock.advance(5_000);
  const { code, stdout, stderr } = await runCli(told, ['org', 'audit', ...words]);
  expect(code, stderr).toBe(2);
  return stdout;
};

/** All but the one for a client that is not granted: it may be one that is being closed. */
const lookUps = () =>
  told.sandbox.calls.filter(
    ({ operation, input }) =>
      operation === 'LookupEvents' && !JSON.stringify(input).includes('"CloseAccount"'),
  ).length;

interface Changed {
  readonly id: string;
  readonly lastChange?: Readonly<Record<string, unknown>>;
}

async function changes(...words: string[]): Promise<ReadonlyMap<string, Changed['lastChange']>> {
  const { findings }: { findings: readonly Changed[] } = JSON.parse(await audit('--json', ...words));
  return new Map(findings.map(({ id, lastChange }) => [id, lastChange]));
}

describe('org audit --who', () => {
  it('names who changed last what each finding is about, in the account where that is recorded', async () => {
    const found = await changes('--who');
    const { ops, acme } = told;
    const management = told.sandbox.state().managementAccountId;
    expect(found.get('client-user:acme/backup')).toEqual({
      state: 'found',
      text: '2030-01-10 22:00 UTC by kim from 127.0.0.1: iam CreateAccessKey',
      time: '2030-01-10T22:00:00Z',
      who: { name: 'kim', kind: 'person', proof: 'proven' },
      event: 'iam:CreateAccessKey',
      from: '127.0.0.1',
      accountId: acme,
      region: 'us-east-1',
      eventId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(found.get('client-user:acme/helper')).toMatchObject({
      who: { name: 'alice', kind: 'person', proof: 'said' },
      text: expect.stringContaining('by alice, from user backup (name not proven by AWS) from 127.0.0.1'),
    });
    expect(found.get('grant-missing:globex')).toMatchObject({
      who: { name: 'ops-user', kind: 'user', proof: null },
      event: 'iam:DeleteGroupPolicy',
      accountId: ops,
    });
    expect(found.get('client-misplaced:globex')).toMatchObject({
      who: { name: 'management-admin', kind: 'user', proof: null },
      event: 'organizations:MoveAccount',
      accountId: management,
    });
  });

  it('says of what nobody changed in 90 days that nothing was found', async () => {
    expect((await changes('--who')).get('user-outside-groups:eve')).toEqual({
      state: 'not-found',
      text: `no change of user eve in the last 90 days in the events of account ${told.ops}; AWS does not show the last minutes yet`,
    });
  });

  it('looks up the worst findings only, as many as are asked for', async () => {
    const before = lookUps();
    const found = await changes('--who', '--who-limit', '1');
    expect([...found.values()].map((change) => change?.state)).toEqual([
      'found',
      ...Array(found.size - 1).fill('not-asked'),
    ]);
    // The change, where its session began, and since when the role demands a name.
    expect(lookUps() - before).toBeLessThanOrEqual(5);
  });

  it('goes on where an account cannot be read, and says so of its findings', async () => {
    const readable = told.sandbox.faults.add({
      operation: 'LookupEvents',
      accountId: told.ops,
      times: 100,
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'an SCP denies it' },
    });
    const found = await changes('--who');
    readable();
    expect(found.get('grant-missing:globex')).toEqual({
      state: 'unread',
      text: 'unknown: AWS denied cloudtrail:LookupEvents: an SCP denies it',
    });
    expect(found.get('client-user:acme/backup')).toMatchObject({ state: 'found' });
  });

  it('looks nothing up unless asked to', async () => {
    const before = lookUps();
    expect([...(await changes()).values()].every((change) => change === undefined)).toBe(true);
    expect(lookUps()).toBe(before);
  });

  it.each([
    ['text', / {4}changed {3}2030-01-10 22:00 UTC by kim from 127\.0\.0\.1: iam CreateAccessKey\n/],
    ['markdown', /<br>changed&#58; 2030-01-10 22&#58;00 UTC by kim from 127/],
    ['sarif', /"properties":\{[^{}]*"lastChange":\{"state":"found","text":"2030-01-10 22:00 UTC by kim/],
  ])('is in the format %s', async (format, line) => {
    expect(await audit('--who', '--format', format)).toMatch(line);
  });

  it.each([
    [['--who', '--who-limit', '0'], /--who-limit "0" is not a whole number from 1 to 1000/],
    [['--who', '--who-limit', '1e3'], /is not a whole number/],
    [['--who-limit', '5'], /--who-limit needs --who/],
  ])('refuses %j', async (words, message) => {
    const before = told.sandbox.calls.length;
    const { code, stderr } = await runCli(told, ['org', 'audit', ...words]);
    expect(code).toBe(64);
    expect(stderr).toMatch(message);
    expect(told.sandbox.calls.length).toBe(before);
  });
});
