import { describe, expect, it } from 'vitest';
import { runCli, testOrganization } from '../support/cli.ts';

async function shown(...words: readonly string[]) {
  const organization = testOrganization();
  expect((await runCli(organization, ['client', 'init', 'acme', '--yes'])).code).toBe(0);
  return runCli(organization, ['org', 'show', ...words]);
}

describe('org show', () => {
  it('draws OUs and accounts', async () => {
    const { code, stdout } = await shown();
    expect(code).toBe(0);
    expect(stdout).toMatch(/└── OU Production\n.* {6}└── acme {2}\d{12} {2}active/);
    expect(stdout).toMatch(/OU Users\n.*Ops {2}\d{12} {2}active/);
    expect(stdout).toContain('management account');
  });

  it('gives Mermaid and JSON', async () => {
    expect((await shown('--format', 'mermaid')).stdout).toMatch(/^flowchart LR\n/);
    const { stdout } = await shown('--json');
    const { units, accounts, delegatedAdministrators, trustedServices, hasResourcePolicy } =
      JSON.parse(stdout);
    expect({ delegatedAdministrators, hasResourcePolicy }).toEqual({
      delegatedAdministrators: [],
      hasResourcePolicy: false,
    });
    expect(trustedServices).toEqual(
      expect.arrayContaining(['cloudtrail.amazonaws.com', 'iam.amazonaws.com']),
    );
    expect(units.map(({ path }: { path: string }) => path).sort()).toEqual([
      'Envs',
      'Envs/Production',
      'Users',
    ]);
    expect(accounts).toContainEqual(expect.objectContaining({ name: 'acme', path: 'Envs/Production' }));
  });

  it('refuses what does not go together', async () => {
    const { code, stdout } = await shown('--json', '--format', 'mermaid');
    expect(code).toBe(64);
    expect(JSON.parse(stdout)).toMatchObject({ error: { kind: 'usage', exitCode: 64 } });
  });
});
