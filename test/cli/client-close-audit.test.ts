import { describe, expect, it } from 'vitest';
import { jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';
import { everyone, setTrust } from '../support/repair.ts';
import { groupOf, idOf } from '../support/state.ts';

interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly message: string;
  readonly evidence: readonly string[];
}

const day = 24 * 60 * 60_000;

async function audited(organization: TestOrganization) {
  const result = await runCli(organization, ['org', 'audit', '--json']);
  return {
    code: result.code,
    ...jsonOf<{ findings: readonly Finding[]; counts: { readonly clients: number } }>(result),
  };
}

/** Every client that `org show` draws with a role of its own. */
async function shown(organization: TestOrganization): Promise<string> {
  return (await runCli(organization, ['org', 'show'])).stdout;
}

async function closed(disturb: (organization: TestOrganization) => void = () => {}) {
  const organization = await madeClients({ rates: true });
  organization.clock.advance(10 * day);
  disturb(organization);
  const { code, stderr } = await runCli(organization, ['client', 'close', 'acme', '--confirm', 'acme']);
  expect(code, stderr).toBe(0);
  return organization;
}

describe('an audit after client close', () => {
  it('says what is still to come and when, and is clean once AWS has closed the account', async () => {
    const organization = await closed();
    const { code, findings, counts } = await audited(organization);
    expect(code).toBe(0);
    const removed = new Date(organization.clock.now() + 90 * day).toISOString().slice(0, 10);
    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([['account-inactive:acme', 'low']]);
    expect(findings[0]?.message).toMatch(/acme \(\d{12}\) is being closed/);
    expect(findings[0]?.evidence).toEqual([`AWS removes the account from about ${removed} on`]);
    expect(await shown(organization)).toContain('pending closure');
    expect(counts.clients).toBe(2);
    organization.clock.advance(20 * 60_000);
    expect(await audited(organization)).toMatchObject({ code: 0, findings: [], counts: { clients: 1 } });
    organization.clock.advance(95 * day);
    const later = await audited(organization);
    // By then, the sandbox’s own users are old.
    expect(later.findings.filter(({ id }) => !id.startsWith('user-'))).toEqual([]);
    expect(later.code).toBe(0);
    expect(await shown(organization)).not.toContain('acme');
  });

  it('still judges who gets in while the account works', async () => {
    const organization = await closed(({ sandbox }) =>
      sandbox.edit((state) => setTrust(state, 'acme', everyone)),
    );
    const { code, findings } = await audited(organization);
    expect(code).toBe(2);
    expect(findings.map(({ id }) => id)).toContain('account-inactive:acme');
    expect(findings.some(({ id, severity }) => id.startsWith('trust-') && severity === 'high')).toBe(true);
    organization.clock.advance(20 * 60_000);
    expect(await audited(organization)).toMatchObject({ code: 0, findings: [] });
  });

  it('does not ask for what a client that is being closed lacks', async () => {
    const organization = await closed(({ sandbox }) =>
      sandbox.edit((state) => delete state.iam[idOf(state, 'acme')]?.roles['acme-production']),
    );
    const { findings } = await audited(organization);
    expect(findings.map(({ id }) => id)).toEqual(['account-inactive:acme']);
  });

  it('reports a grant that was made since, and org repair takes it away', async () => {
    const organization = await closed();
    organization.clock.advance(20 * 60_000);
    organization.sandbox.edit((state) => {
      const arn = `arn:aws:iam::${idOf(state, 'acme')}:role/acme-production`;
      const { document = '' } = groupOf(state).inline['assume-globex-production'] ?? {};
      groupOf(state).inline['assume-acme-production'] = {
        document: document.replace(/arn:aws:iam::\d+:role\/globex-production/, arn),
        effectiveAt: 0,
      };
    });
    const { code, findings } = await audited(organization);
    expect(code).toBe(2);
    expect(findings.map(({ id }) => id.split(':')[0])).toEqual(['grant-inactive-account']);
    expect((await runCli(organization, ['org', 'repair', '--yes'])).code).toBe(0);
    expect(await audited(organization)).toMatchObject({ code: 0, findings: [] });
  });
});
