import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { addAccount } from '../audit/edits.ts';
import { mutations, runCli } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';

/** An account that was invited days ago: it has no access role, and somebody has to make one in it. */
async function withInvited(name: string, unit: 'the root' | 'Envs') {
  const organization = await madeClients({ rates: true });
  const { sandbox } = organization;
  const { organization: own, units } = sandbox.state();
  const root = own?.rootId ?? '';
  const envs = Object.values(units).find((one) => one.name === 'Envs')?.id ?? '';
  let id = '';
  sandbox.edit((state) => {
    id = addAccount(state, name, unit === 'Envs' ? envs : root, { invited: true });
  });
  organization.clock.advance(48 * 3_600_000);
  const place = () => sandbox.state().accounts[id]?.parentId;
  return { ...organization, id, root, envs, place };
}

it('client init leaves an account outside its OU until its access role is there', async () => {
  const organization = await withInvited('newco', 'the root');
  const calls = mutations(organization.sandbox).length;
  const { code, stderr } = await runCli(organization, ['client', 'init', 'newco', '--yes']);
  expect(code).toBe(1);
  expect(stderr).toContain('create OrganizationAccountAccessRole in it');
  expect(organization.place()).toBe(organization.root);
  expect(mutations(organization.sandbox)).toHaveLength(calls);
});

it('org repair leaves it there, too, and says what comes first', async () => {
  const organization = await withInvited('staging', 'the root');
  const folder = mkdtempSync(join(tmpdir(), 'diverst-invited-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'diverst.config.yaml');
  writeFileSync(file, 'environment: { accounts: [staging] }');
  const { stderr } = await runCli(organization, ['org', 'repair', '--yes', '--config', file]);
  expect(stderr).toContain(
    'create the role OrganizationAccountAccessRole in staging: without it, diverst has no access to the account',
  );
  expect(organization.place()).toBe(organization.root);
});

it('org audit says that an account among the guarded ones has to leave them first', async () => {
  const organization = await withInvited('newco', 'Envs');
  const { stdout } = await runCli(organization, ['org', 'audit', '--json']);
  const { findings }: { findings: { id: string; fix: string[] }[] } = JSON.parse(stdout);
  expect(findings.find(({ id }) => id === 'access-role-missing:newco')?.fix[0]).toBe(
    `move the account to the root first, because the guardrail roles denies creating this role: aws organizations move-account --account-id ${organization.id} --source-parent-id ${organization.envs} --destination-parent-id ${organization.root}`,
  );
});
