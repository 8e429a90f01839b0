import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../src/aws/api.ts';
import { type TestOrganization, testOrganization } from '../support/cli.ts';
import { managementAws, withClients } from '../support/reading.ts';
import { idOf } from '../support/state.ts';

const accessRole = 'OrganizationAccountAccessRole';

async function enter(organization: TestOrganization, name: string): Promise<Credentials> {
  return managementAws(organization).sts.assumeRole({
    roleArn: `arn:aws:iam::${idOf(organization.sandbox.state(), name)}:role/${accessRole}`,
    sessionName: 'test',
    duration: 900,
  });
}

describe('IAM of many accounts through one run', () => {
  it('signs each call with its own account’s session, however calls are interleaved', async () => {
    const organization = withClients(testOrganization({ timings: { call: 50 } }), 30);
    const aws = managementAws(organization);
    const clients = Array.from({ length: 30 }, (_, number) => `client-${number}`);
    const sessions = await Promise.all(clients.map((client) => enter(organization, client)));
    const apis = sessions.map((session) => aws.iam(session));
    // Each account is asked for its own role, for its neighbour's, and for everything, all at once and in both orders.
    const asked = [...apis.keys(), ...[...apis.keys()].reverse()];
    await Promise.all(
      asked.map(async (index) => {
        const iam = apis[index];
        const id = idOf(organization.sandbox.state(), `client-${index}`);
        const neighbour = `client-${(index + 1) % 30}-production`;
        const [own, other, all, again] = await Promise.all([
          iam?.getRoleSession(`client-${index}-production`),
          iam?.getRoleSession(neighbour),
          iam?.readAccount(['User', 'Role']),
          iam?.getRole(`client-${index}-production`),
        ]);
        expect(own?.arn).toBe(`arn:aws:iam::${id}:role/client-${index}-production`);
        expect(again?.arn).toBe(own?.arn);
        expect(other).toBeNull();
        for (const role of all?.roles ?? []) expect(role.arn).toContain(`::${id}:`);
      }),
    );
    for (const { accountId, service, input } of organization.sandbox.calls) {
      const name = service === 'iam' && typeof input.RoleName === 'string' ? input.RoleName : null;
      if (name === null) continue;
      const caller = organization.sandbox.state().accounts[accountId]?.name ?? '';
      const number = Number(caller.slice('client-'.length));
      expect([`client-${number}-production`, `client-${(number + 1) % 30}-production`]).toContain(name);
    }
  });

  it('signs the caller’s own calls with the caller’s credentials between those', async () => {
    const organization = withClients(testOrganization(), 1);
    const aws = managementAws(organization);
    const session = aws.iam(await enter(organization, 'client-0'));
    const own = aws.iam();
    const answers = await Promise.all([
      session.readAccount(['User']),
      own.readAccount(['User']),
      session.readAccount(['User']),
      own.readAccount(['User']),
    ]);
    expect(answers.map(({ users }) => users.map(({ name }) => name))).toEqual([
      [],
      ['management-admin'],
      [],
      ['management-admin'],
    ]);
  });

  it('signs a repetition with the same session', async () => {
    const organization = withClients(testOrganization(), 2);
    const aws = managementAws(organization);
    const [first, second] = await Promise.all([
      enter(organization, 'client-0'),
      enter(organization, 'client-1'),
    ]);
    organization.sandbox.faults.add({
      service: 'iam',
      operation: 'GetRole',
      times: 6,
      fault: { kind: 'reset', when: 'before' },
    });
    const found = await Promise.all([
      aws.iam(first).getRoleSession('client-0-production'),
      aws.iam(second).getRoleSession('client-1-production'),
      aws.iam(first).getRoleSession('client-0-production'),
    ]);
    expect(found.map((role) => role?.arn.split(':')[4])).toEqual([
      idOf(organization.sandbox.state(), 'client-0'),
      idOf(organization.sandbox.state(), 'client-1'),
      idOf(organization.sandbox.state(), 'client-0'),
    ]);
  });

  it('is refused with credentials that AWS does not know, and with none of another account’s', async () => {
    const organization = withClients(testOrganization(), 1);
    const aws = managementAws(organization);
    const good = await enter(organization, 'client-0');
    const bad = { ...good, secretAccessKey: 'wrong' };
    const [one, two] = await Promise.allSettled([
      aws.iam(bad).readAccount(['Role']),
      aws.iam(good).readAccount(['Role']),
    ]);
    expect(one).toMatchObject({ status: 'rejected', reason: { code: 'SignatureDoesNotMatch' } });
    expect(two).toMatchObject({ status: 'fulfilled' });
  });
});

describe('calls of a run', () => {
  it('are counted with their repetitions, over all services', async () => {
    const organization = withClients(testOrganization(), 1);
    organization.sandbox.faults.add({
      service: 'sts',
      operation: 'GetCallerIdentity',
      times: 2,
      fault: { kind: 'throttle' },
    });
    const aws = managementAws(organization);
    expect(aws.calls()).toBe(0);
    await aws.sts.getCallerIdentity();
    expect(aws.calls()).toBe(3);
    await aws.organizations.describeOrganization();
    await aws.iam().readAccount(['User']);
    expect(aws.calls()).toBe(5);
    expect(organization.sandbox.calls).toHaveLength(5);
  });

  it('are repeated within the rates too', async () => {
    const organization = testOrganization();
    organization.sandbox.faults.add({
      service: 'organizations',
      operation: 'ListRoots',
      times: 4,
      fault: { kind: 'throttle' },
    });
    await managementAws(organization).organizations.rootId();
    const at = organization.sandbox.calls.map((call) => call.at);
    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(1_000);
    expect(at).toHaveLength(5);
  });

  it('that change something and were interrupted before they were sent are not in doubt', async () => {
    const organization = testOrganization();
    const interruption = new AbortController();
    const aws = managementAws(organization, interruption.signal);
    const move = () =>
      aws.organizations.moveAccount(idOf(organization.sandbox.state(), 'Ops'), 'r-aaaa', 'r-bbbb');
    await Promise.allSettled([move(), move(), move()]);
    const fourth = move();
    const reason = new Error('interrupted');
    setImmediate(() => interruption.abort(reason));
    await expect(fourth).rejects.toBe(reason);
    expect(organization.sandbox.calls.filter(({ operation }) => operation === 'MoveAccount')).toHaveLength(3);
  });

  it('that would be sent past the deadline are refused without being sent', async () => {
    const organization = testOrganization();
    const deadline = organization.clock.now() + 1_000;
    const aws = managementAws(organization, undefined, deadline);
    const roots = await Promise.allSettled([1, 2, 3, 4].map(() => aws.organizations.rootId()));
    const refused = roots.filter(({ status }) => status === 'rejected');
    expect(refused.length).toBeGreaterThanOrEqual(1);
    for (const one of refused) {
      expect(one).toMatchObject({ reason: { code: 'NotSentInTime', outcome: 'rejected', inDoubt: false } });
    }
    expect(organization.sandbox.calls).toHaveLength(4 - refused.length);
  });
});
