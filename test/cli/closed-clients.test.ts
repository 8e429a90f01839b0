import { describe, expect, it } from 'vitest';
import { jsonOf, mutations, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { accountOf, idOf } from '../support/state.ts';

const day = 24 * 60 * 60_000;
const admin = ['--profile', 'management'];

/** An organization in which acme was closed, and the closing is complete unless it is said otherwise. */
async function closed({ isComplete = true } = {}): Promise<TestOrganization & { readonly id: string }> {
  const organization = await madeClients({ rates: true });
  organization.clock.advance(10 * day);
  const { code, stderr } = await runCli(organization, ['client', 'close', 'acme', '--confirm', 'acme']);
  expect(code, stderr).toBe(0);
  organization.clock.advance(isComplete ? 20 * 60_000 : 1_000);
  return { ...organization, id: idOf(organization.sandbox.state(), 'acme') };
}

const dayIn = ({ clock }: TestOrganization, days = 0) =>
  new Date(clock.now() + days * day).toISOString().slice(0, 10);

describe('a closed client', () => {
  it('is listed with the day and with who has closed it, as long as AWS lists it', async () => {
    const organization = await closed();
    const list = () => runCli(organization, ['client', 'list', '--closed', '--json', ...admin]);
    const [closedOn, removedFrom] = [dayIn(organization), dayIn(organization, 90)];
    const before = await list();
    expect(jsonOf<{ clients: unknown }>(before).clients).toEqual([
      {
        ...{ client: 'acme', accountId: organization.id, email: 'aws+acme@example.com', state: 'CLOSED' },
        ...{ closedOn, closedBy: 'management-admin', removedFrom },
      },
    ]);
    // As `client close` names it.
    const { stdout } = await runCli(organization, ['client', 'list', '--closed']);
    expect(stdout).toMatch(new RegExp(`acme +${organization.id} +CLOSED +${closedOn} +${removedFrom}`));
    organization.clock.advance(91 * day);
    expect(jsonOf(await list())).toMatchObject({ clients: [] });
    const none = await runCli(organization, ['client', 'list', '--closed', ...admin]);
    expect(none.stderr).toContain('no account of a client is closed');
  });

  it('is listed while it is being closed, and is no client any more', async () => {
    const organization = await closed({ isComplete: false });
    expect(
      jsonOf(await runCli(organization, ['client', 'list', '--closed', '--json', ...admin])),
    ).toMatchObject({
      clients: [{ client: 'acme', state: 'PENDING_CLOSURE', removedFrom: dayIn(organization, 90) }],
    });
    const { clients } = jsonOf<{ clients: readonly { client: string }[] }>(
      await runCli(organization, ['client', 'list', '--json', ...admin]),
    );
    expect(clients.map(({ client }) => client)).toEqual(['globex']);
  });

  it('is listed without days, where the history may not be read', async () => {
    const organization = await closed();
    organization.sandbox.faults.add({
      operation: 'LookupEvents',
      times: 9,
      fault: { kind: 'error', code: 'AccessDeniedException', message: 'not authorized' },
    });
    const { code, stdout, stderr } = await runCli(organization, ['client', 'list', '--closed', ...admin]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/acme +\d{12} +CLOSED +unknown +90 days later/);
    expect(stderr).toContain('the days of closing could not be read');
  });

  it('is listed by the management account alone', async () => {
    const { code, stderr } = await runCli(await closed(), [
      ...['client', 'list', '--closed', '--profile', 'ops'],
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot list closed clients: the profile is not of the management account');
  });

  it('is shown as what it is', async () => {
    const organization = await closed();
    const { code, stdout } = await runCli(organization, ['client', 'show', 'acme', ...admin]);
    expect(code).toBe(0);
    expect(stdout).toContain('CLOSED');
    expect(stdout).toContain(`on ${dayIn(organization)} by management-admin`);
    expect(stdout).toContain(`from about ${dayIn(organization, 90)} on`);
    expect(jsonOf(await runCli(organization, ['client', 'show', 'acme', '--json', ...admin]))).toMatchObject({
      client: 'acme',
      state: 'CLOSED',
      sandbox: true,
    });
  });

  it.each([
    [['history', 'acme', ...admin], `the account of client acme`],
    [['assume', 'acme', '--format', 'json'], 'you do not have access to client acme'],
    [['exec', 'acme', '--', 'true'], 'you do not have access to client acme'],
    [['terraform', 'acme'], 'you do not have access to client acme'],
    [['assume', 'acme', '--format', 'json', '--break-glass', '--reason', 'test', ...admin], 'is CLOSED'],
  ])('cannot be entered: %s', async (words, says) => {
    const { code, stderr } = await runCli(await closed(), ['client', ...words]);
    expect(code).toBe(1);
    expect(stderr).toContain(says);
    expect(stderr).toContain('fix: ');
  });
});

describe('client init of a closed client', () => {
  const init = (organization: TestOrganization, ...more: readonly string[]) =>
    runCli(organization, ['client', 'init', 'acme', '--yes', ...more]);

  it('says which address is used up, and the address that it names works', async () => {
    const organization = await closed();
    const before = mutations(organization.sandbox).length;
    const refused = await init(organization);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('the email address aws+acme@example.com belongs to account acme');
    expect(refused.stderr).toContain('diverst client init acme --email aws+acme.2@example.com');
    expect(mutations(organization.sandbox).slice(before)).toEqual([]);
    const { code, stderr } = await init(organization, '--email', 'aws+acme.2@example.com');
    expect(code, stderr).toBe(0);
    const own = Object.values(organization.sandbox.state().accounts).filter(({ name }) => name === 'acme');
    expect(own.map(({ state }) => state).sort()).toEqual(['ACTIVE', 'CLOSED']);
    // Neither list nor show takes the one for the other.
    const shown = jsonOf<{ accountId: string }>(
      await runCli(organization, ['client', 'show', 'acme', '--json', ...admin]),
    );
    expect(shown.accountId).not.toBe(organization.id);
    // The new one can be closed in its turn: by its ID, since its address is not the template's.
    const line = ['client', 'close', 'acme', '--confirm', 'acme'];
    expect((await runCli(organization, line)).stderr).toContain('Its address is aws+acme.2@example.com');
    expect((await runCli(organization, [...line, '--account-id', shown.accountId])).code).toBe(0);
    expect(organization.sandbox.state().accounts[shown.accountId]?.state).toBe('PENDING_CLOSURE');
  });

  it('never takes the account for the client’s while it is being closed', async () => {
    const organization = await closed({ isComplete: false });
    const before = mutations(organization.sandbox).length;
    expect((await init(organization)).stderr).toContain('which is being closed');
    expect(mutations(organization.sandbox).slice(before)).toEqual([]);
  });

  it.each(['client init', 'org repair', 'org audit'])(
    'nor does %s while AWS shows it as ACTIVE again',
    async (command) => {
      const organization = await closed({ isComplete: false });
      const { clock, sandbox } = organization;
      const { closingSince = 0, closesAt = 0 } = accountOf(sandbox.state(), 'acme');
      clock.advance(closingSince + (closesAt - closingSince) * 0.15 - clock.now());
      const before = mutations(sandbox).length;
      const words = command === 'client init' ? ['acme', '--yes'] : command === 'org repair' ? ['--yes'] : [];
      const { code, stdout, stderr } = await runCli(organization, [...command.split(' '), ...words]);
      expect(code, stdout + stderr).toBe(command === 'client init' ? 1 : 0);
      expect(stdout + stderr).toMatch(/is being closed|1 finding \(1 low\)/);
      expect(mutations(sandbox).slice(before)).toEqual([]);
    },
  );

  it('says so where the account begins to be closed while it is worked in', async () => {
    const organization = await madeClients({ rates: true });
    organization.sandbox.edit((state) => {
      delete accountOf(state, 'acme').tags.any;
      for (const group of Object.values(state.iam[idOf(state, 'Ops')]?.groups ?? {}))
        delete group.inline['assume-acme-production'];
    });
    organization.sandbox.faults.add({
      operation: 'PutGroupPolicy',
      fault: {
        kind: 'hook',
        after: () =>
          organization.sandbox.edit((state) => {
            const now = organization.clock.now();
            Object.assign(accountOf(state, 'acme'), {
              ...{ state: 'PENDING_CLOSURE', closingSince: now, closesAt: now + 600_000 },
            });
          }),
      },
    });
    const { code, stderr } = await init(organization);
    expect(code).toBe(1);
    expect(stderr).toContain('is being closed by another run');
    expect(stderr).toContain('diverst client close acme');
  });
});
