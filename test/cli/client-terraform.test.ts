import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { addTerraform } from '../../src/cli/account/terraform.ts';
import type { TerraformOptions } from '../../src/cli/account/terraform-options.ts';
import { runTerraform } from '../../src/cli/account/terraform-run.ts';
import { addGlobals, type Globals } from '../../src/cli/globals.ts';
import type { GrantedAccounts } from '../../src/model/granted-accounts.ts';
import { testRun } from '../support/run.ts';

const granted: GrantedAccounts = {
  identity: 'arn:aws:iam::999988887777:user/ann',
  groups: ['production'],
  accounts: [
    {
      noun: 'client',
      name: 'acme',
      accountId: '111122223333',
      roleArn: 'arn:aws:iam::111122223333:role/x/acme-production',
    },
  ],
};

async function terraform(
  name: string,
  options: Partial<TerraformOptions> = {},
  globals: Globals = { region: 'eu-central-1' },
) {
  const { context, said } = testRun({ globals });
  await runTerraform({ noun: 'client', name }, options, context, async () => granted);
  return said;
}

describe('client terraform', () => {
  it('prints a provider that assumes the client’s role, in its account only', async () => {
    const { out, err } = await terraform('acme');
    expect(out).toBe(`provider "aws" {
  alias               = "acme"
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn     = "arn:aws:iam::111122223333:role/x/acme-production"
    session_name = "terraform-acme"
  }
}
`);
    expect(err).toBe('');
  });

  it('takes alias, session name and source identity', async () => {
    const { out } = await terraform('acme', {
      alias: false,
      sessionName: 'ci',
      sourceIdentity: 'ann@example.com',
    });
    expect(out).not.toContain('alias');
    expect(out).toMatch(/session_name += "ci"/);
    expect(out).toContain('source_identity = "ann@example.com"');
    expect((await terraform('acme', { alias: 'main' })).out).toContain('= "main"');
  });

  it('prints the variant with a profile, and how to get it', async () => {
    const { out, err } = await terraform('acme', { with: 'profile' });
    expect(out).toMatch(/profile += "acme"/);
    expect(out).toContain('allowed_account_ids = ["111122223333"]');
    expect(out).not.toContain('assume_role');
    expect(err).toContain('diverst client profile acme --write');
  });

  it('leaves an unknown region out and says so', async () => {
    const { out, err } = await terraform('acme', {}, {});
    expect(out).not.toContain('region');
    expect(err).toContain('--region');
  });

  it('gives JSON', async () => {
    const { out } = await terraform('acme', {}, { json: true });
    expect(JSON.parse(out)).toEqual({
      client: 'acme',
      accountId: '111122223333',
      roleArn: 'arn:aws:iam::111122223333:role/x/acme-production',
      alias: 'acme',
      region: null,
      with: 'assume-role',
      hcl: expect.stringContaining('provider "aws" {'),
      sandbox: false,
    });
  });

  it.each<[string, Partial<TerraformOptions>, string]>([
    ['acmee', {}, 'grants client acmee'],
    ['Acme', {}, 'is not a client name'],
    ['acme', { alias: '1x' }, 'is not a Terraform identifier'],
    ['acme', { alias: 'a"' }, 'is not a Terraform identifier'],
    ['acme', { sessionName: 'a b' }, '--session-name'],
    ['acme', { sourceIdentity: 'a' }, '--source-identity'],
    ['acme', { with: 'profile', sessionName: 'ci' }, 'is for --with assume-role'],
    ['acme', { roleArn: 'acme-production' }, 'is not the ARN of a role'],
  ])('refuses %s with %j', async (name, options, says) => {
    await expect(terraform(name, options)).rejects.toThrow(says);
  });

  it('takes a profile where the role demands MFA, which Terraform cannot ask for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diverst-terraform-'));
    try {
      const config = join(folder, 'diverst.config.yaml');
      writeFileSync(config, 'client: { role: { requireMfa: true } }\n');
      const globals = { region: 'eu-central-1', config };
      const { out, err } = await terraform('acme', {}, globals);
      expect(out).toContain('profile             = "acme"');
      expect(out).not.toContain('assume_role');
      expect(err).toContain('open a session first with: diverst client assume acme');
      const named = await terraform('acme', { with: 'assume-role' }, globals);
      expect(named.out).toContain('assume_role');
      expect(named.err).toContain('the role demands MFA: AWS denies it to Terraform');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('reads its words from the command line', async () => {
    const { context, said } = testRun();
    const program = new Command('diverst').exitOverride().configureOutput({ writeErr: () => {} });
    addTerraform(program.command('client').exitOverride(), 'client', (globals) => ({ ...context, globals }));
    addGlobals(program);
    const arn = 'arn:aws:iam::111122223333:role/acme-production';
    const words = ['client', 'terraform', 'acme', '--role-arn', arn, '--no-alias', '--region', 'us-east-1'];
    await program.parseAsync(words, { from: 'user' });
    expect(said.out).toContain(`"${arn}"`);
    expect(said.out).toContain('us-east-1');
    expect(said.out).not.toContain('alias');
    await expect(program.parseAsync([...words, '--with', 'magic'], { from: 'user' })).rejects.toThrow(
      'assume-role, profile',
    );
  });
});
