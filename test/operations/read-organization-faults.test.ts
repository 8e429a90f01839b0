import { describe, expect, it } from 'vitest';
import type { FaultRule } from '../../src/sandbox/faults.ts';
import { type TestOrganization, testOrganization } from '../support/cli.ts';
import { accountIn, editIam, read, withClients } from '../support/reading.ts';
import { accountOf, idOf } from '../support/state.ts';

/** Faults that last for good, in calls of one client's account. */
function failing(organization: TestOrganization, client: string, rule: Omit<FaultRule, 'times'>): void {
  const accountId = idOf(organization.sandbox.state(), client);
  organization.sandbox.faults.add({ ...rule, accountId, times: 1_000 });
}

async function onlyUnread(organization: TestOrganization, client: string) {
  const { snapshot } = await read(organization);
  for (const { name, reading } of snapshot.accounts) {
    if (name !== client) expect(reading.kind, name).toBe('read');
  }
  const { reading } = accountIn(snapshot, client);
  if (reading.kind !== 'unread') throw new Error(`${client} is ${reading.kind}`);
  return reading;
}

describe('one account that cannot be read', () => {
  it('because its access role is missing is denied, with AWS’s words, and asked once', async () => {
    const organization = withClients(testOrganization(), 5);
    editIam(organization, 'client-2', (iam) => {
      delete iam.roles['organizationaccountaccessrole'];
    });
    const reading = await onlyUnread(organization, 'client-2');
    const role = `arn:aws:iam::${idOf(organization.sandbox.state(), 'client-2')}:role/OrganizationAccountAccessRole`;
    expect(reading.denied).toBe(true);
    expect(reading.reason).toMatch(/^AWS denied sts:AssumeRole: User: .* is not authorized to perform/);
    expect(reading.reason).toContain(role);
    const tries = organization.sandbox.calls.filter(({ input }) => input.RoleArn === role);
    expect(tries).toHaveLength(1);
  });

  it('because its access role may not read IAM is unread, but the way in was not denied', async () => {
    const organization = withClients(testOrganization(), 5);
    editIam(organization, 'client-2', (iam) => {
      const role = iam.roles['organizationaccountaccessrole'];
      if (role) role.attached = [];
    });
    const reading = await onlyUnread(organization, 'client-2');
    expect(reading.denied).toBe(false);
    expect(reading.reason).toMatch(/^AWS denied iam:(GetAccountAuthorizationDetails|GetRole): /);
  });

  it.each<[string, Omit<FaultRule, 'times'>, RegExp]>([
    ['resets', { service: 'iam', fault: { kind: 'reset', when: 'before' } }, /ECONNRESET/],
    ['throttles', { service: 'iam', fault: { kind: 'throttle' } }, /\(Throttling\): Rate exceeded/],
    ['never answers', { service: 'iam', fault: { kind: 'noReply', when: 'before' } }, /ETIMEDOUT/],
    ['breaks off its answers', { service: 'iam', fault: { kind: 'truncated' } }, /iam:\w+ failed/],
    ['has internal errors', { service: 'iam', fault: { kind: 'http500', when: 'before' } }, /iam:\w+ failed/],
    [
      'is not set up',
      {
        service: 'iam',
        fault: { kind: 'error', code: 'OptInRequired', message: 'not subscribed', status: 403 },
      },
      /iam:\w+ failed \(OptInRequired\): not subscribed/,
    ],
  ])('because it %s is unread with the reason', async (_name, rule, reason) => {
    const organization = withClients(testOrganization(), 5);
    failing(organization, 'client-2', rule);
    const reading = await onlyUnread(organization, 'client-2');
    expect(reading.denied).toBe(false);
    expect(reading.reason).toMatch(reason);
  });

  it('because STS fails for it is unread, and not denied', async () => {
    const organization = withClients(testOrganization(), 5);
    const role = `arn:aws:iam::${idOf(organization.sandbox.state(), 'client-2')}:role/OrganizationAccountAccessRole`;
    organization.sandbox.faults.add({
      operation: 'AssumeRole',
      times: 1_000,
      when: ({ input }) => input.RoleArn === role,
      fault: { kind: 'error', code: 'RegionDisabledException', message: 'not active here', status: 403 },
    });
    const reading = await onlyUnread(organization, 'client-2');
    expect(reading).toMatchObject({
      denied: false,
      reason: 'sts:AssumeRole failed (RegionDisabledException): not active here',
    });
  });

  it('is read where it fails and then answers', async () => {
    const organization = withClients(testOrganization(), 3);
    for (const kind of ['reset', 'http500'] as const) {
      organization.sandbox.faults.add({ service: 'iam', times: 2, fault: { kind, when: 'before' } });
    }
    organization.sandbox.faults.add({ operation: 'AssumeRole', times: 2, fault: { kind: 'throttle' } });
    const { snapshot } = await read(organization);
    expect(snapshot.accounts.map(({ reading }) => reading.kind)).toEqual(Array(5).fill('read'));
  });
});

it('Ops that cannot be entered is unread like any other', async () => {
  const organization = withClients(testOrganization(), 2);
  editIam(organization, 'Ops', (iam) => {
    delete iam.roles['organizationaccountaccessrole'];
  });
  organization.clock.advance(3_600_000);
  expect(await onlyUnread(organization, 'Ops')).toMatchObject({ denied: true });
});

it('the management account’s own IAM, where the caller may not read it, is unread and waited for by nobody', async () => {
  const organization = withClients(testOrganization(), 2);
  editIam(organization, 'management', (iam) => {
    const admin = iam.groups['admin'];
    const statement = [{ Effect: 'Allow', Action: ['organizations:*', 'sts:*'], Resource: '*' }];
    if (!admin) throw new Error('no admin');
    admin.attached = [];
    admin.inline['reading'] = {
      document: JSON.stringify({ Version: '2012-10-17', Statement: statement }),
      effectiveAt: 0,
    };
  });
  const reading = await onlyUnread(organization, 'management');
  expect(reading).toMatchObject({ denied: false });
  expect(reading.reason).toMatch(/^AWS denied iam:GetAccountAuthorizationDetails: /);
});

describe('a young account', () => {
  const young = (organization: TestOrganization, joinedAt: number, usableAt: number) => {
    const id = idOf(organization.sandbox.state(), 'client-0');
    organization.sandbox.edit((state) => {
      const account = state.accounts[id];
      if (account) state.accounts[id] = { ...account, joinedAt };
      const roles = state.iam[id]?.roles ?? {};
      const access = roles['organizationaccountaccessrole'];
      if (access) roles['organizationaccountaccessrole'] = { ...access, effectiveAt: usableAt };
    });
  };

  it('is waited for while its access role spreads', async () => {
    const organization = withClients(testOrganization(), 2);
    const now = organization.clock.now();
    young(organization, now - 30_000, now + 10_000);
    const { snapshot } = await read(organization);
    expect(accountIn(snapshot, 'client-0').reading.kind).toBe('read');
  });

  it('is given up after a short while, and holds nobody up for longer', async () => {
    const organization = withClients(testOrganization(), 2);
    const now = organization.clock.now();
    young(organization, now - 30_000, now + 600_000);
    const reading = await onlyUnread(organization, 'client-0');
    expect(reading.denied).toBe(true);
    expect(organization.clock.now() - now).toBeLessThan(40_000);
  });

  it('is waited for no more once it is not young', async () => {
    const organization = withClients(testOrganization(), 2);
    const now = organization.clock.now();
    young(organization, now - 20 * 60_000, now + 10_000);
    const reading = await onlyUnread(organization, 'client-0');
    expect(reading.denied).toBe(true);
    expect(organization.clock.now() - now).toBeLessThan(5_000);
  });
});

it.each(['SUSPENDED', 'CLOSED', 'PENDING_ACTIVATION'] as const)(
  'an account that is %s is reported without a call',
  async (state) => {
    const organization = withClients(testOrganization(), 3);
    const id = idOf(organization.sandbox.state(), 'client-1');
    organization.sandbox.edit((all) => {
      const account = all.accounts[id];
      if (account) account.state = state;
    });
    const { snapshot } = await read(organization);
    expect(accountIn(snapshot, 'client-1')).toMatchObject({ state, reading: { kind: 'closed' } });
    const about = organization.sandbox.calls.filter(
      ({ accountId, input }) => accountId === id || String(input.RoleArn ?? '').includes(id),
    );
    expect(about).toEqual([]);
  },
);

it('an account that is being closed is read, and is no unread one where it was closed meanwhile', async () => {
  const organization = withClients(testOrganization(), 3);
  organization.sandbox.edit((state) => {
    accountOf(state, 'client-1').state = 'PENDING_CLOSURE';
  });
  const first = await read(organization);
  expect(accountIn(first.snapshot, 'client-1')?.reading.kind).toBe('read');
  const id = idOf(organization.sandbox.state(), 'client-1');
  organization.sandbox.faults.add({
    operation: 'AssumeRole',
    when: ({ input }) => String(input.RoleArn).includes(id),
    fault: { kind: 'error', code: 'AccessDenied', message: 'not authorized' },
  });
  const second = await read(organization);
  expect(accountIn(second.snapshot, 'client-1')?.reading).toEqual({ kind: 'closed' });
});

it('accounts whose turn does not come before the end of the time are unread, and say so', async () => {
  const organization = withClients(testOrganization({ timings: { call: 1_000 } }), 10);
  const { snapshot } = await read(organization, { concurrency: 1, time: 12_000 });
  const unread = snapshot.accounts.flatMap(({ reading }) => (reading.kind === 'unread' ? [reading] : []));
  expect(unread.length).toBeGreaterThan(3);
  expect(unread.at(-1)?.reason).toContain('--timeout');
  for (const { denied } of unread) expect(denied).toBe(false);
});
