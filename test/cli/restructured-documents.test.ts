import { describe, expect, it } from 'vitest';
import { mutations, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { addClients } from '../support/many-clients.ts';
import { everyone, repair, setTrust } from '../support/repair.ts';
import { iamOf, idOf, roleOf } from '../support/state.ts';

/** An organization whose documents come back written otherwise than they were put. */
const restructuring = () => testOrganization({ restructure: true });

async function succeeds(
  organization: TestOrganization,
  ...argv: readonly string[]
): Promise<readonly string[]> {
  const before = mutations(organization.sandbox).length;
  const { code, stderr } = await runCli(organization, argv);
  expect(code, stderr).toBe(0);
  return mutations(organization.sandbox).slice(before);
}

/** The audit is clean, and nothing is left to do for any command. */
async function settled(organization: TestOrganization, client: string): Promise<void> {
  expect(await succeeds(organization, 'org', 'audit')).toEqual([]);
  expect(await succeeds(organization, 'org', 'repair', '--yes')).toEqual([]);
  expect(await succeeds(organization, 'client', 'init', client, '--yes')).toEqual([]);
}

describe('documents that come back restructured', () => {
  it('a client is made once, and audited clean', async () => {
    const organization = restructuring();
    await succeeds(organization, 'client', 'init', 'acme', '--yes');
    await settled(organization, 'acme');
  });

  it('an organization is made once, and audited clean', async () => {
    const organization = testOrganization({ restructure: true, start: 'empty' });
    await succeeds(organization, 'org', 'init', '--yes');
    expect(await succeeds(organization, 'org', 'init', '--yes')).toEqual([]);
    expect(await succeeds(organization, 'org', 'audit')).toEqual([]);
  });

  it('what drifted is repaired, and then nothing is left', async () => {
    const organization = restructuring();
    await succeeds(organization, 'client', 'init', 'acme', '--yes');
    organization.sandbox.edit((state) => setTrust(state, 'acme', everyone));
    expect((await runCli(organization, ['org', 'audit'])).code).toBe(2);
    const { code, stderr, calls } = await repair(organization);
    expect({ code, calls }, stderr).toEqual({ code: 0, calls: ['iam:UpdateAssumeRolePolicy'] });
    await settled(organization, 'acme');
  });

  it('a trust policy by account id is the one by the ARN of its root', async () => {
    const organization = restructuring();
    await succeeds(organization, 'client', 'init', 'acme', '--yes');
    const { document } = roleOf(organization.sandbox.state(), 'acme').trust;
    const byId = document.replace(/arn:aws:iam::(\d{12}):root/, '$1');
    expect(byId).not.toBe(document);
    organization.sandbox.edit((state) => setTrust(state, 'acme', byId));
    await settled(organization, 'acme');
  });

  it('packed policies are added to, and taken from', async () => {
    const organization = restructuring();
    organization.sandbox.edit((state) => addClients(state, 40));
    expect(await succeeds(organization, 'client', 'init', 'acme', '--yes')).toContain(
      'iam:CreatePolicyVersion',
    );
    const packed = () => JSON.stringify(iamOf(organization.sandbox.state(), 'Ops').policies);
    const role = `arn:aws:iam::${idOf(organization.sandbox.state(), 'acme')}:role/acme-production`;
    expect(packed()).toContain(role);
    await settled(organization, 'acme');
    const gone = 'arn:aws:iam::999999999999:role/gone-production';
    organization.sandbox.edit((state) => {
      for (const policy of Object.values(iamOf(state, 'Ops').policies)) {
        policy.versions = policy.versions.map((version) => ({
          ...version,
          document: version.document.replace(`"${role}"`, `"${role}","${gone}"`),
        }));
      }
    });
    expect(packed()).toContain(gone);
    expect((await repair(organization)).code).toBe(0);
    const policy = Object.values(iamOf(organization.sandbox.state(), 'Ops').policies)[0];
    const inForce = policy?.versions.find(({ id }) => id === policy.defaultVersionId)?.document;
    expect(inForce).toContain(role);
    expect(inForce).not.toContain(gone);
    await settled(organization, 'acme');
  });
});
