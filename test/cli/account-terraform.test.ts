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
import { testedKinds } from '../support/account-kinds.ts';
import { testRun } from '../support/run.ts';

describe.each(testedKinds)('diverst $command:', (tested) => {
  const granted: GrantedAccounts = {
    identity: 'arn:aws:iam::999988887777:user/ann',
    groups: ['production'],
    accounts: [
      {
        noun: tested.noun,
        name: tested.name,
        accountId: '111122223333',
        roleArn: `arn:aws:iam::111122223333:role/x/${tested.role}`,
      },
    ],
  };

  async function terraform(
    name: string,
    options: Partial<TerraformOptions> = {},
    globals: Globals = { region: 'eu-central-1' },
  ) {
    const { context, said } = testRun({ globals });
    await runTerraform({ noun: tested.noun, name }, options, context, async () => granted);
    return said;
  }

  describe('client terraform', () => {
    it('prints a provider that assumes the client’s role, in its account only', async () => {
      const { out, err } = await terraform(tested.name);
      expect(out).toContain(`provider "aws" {
  alias               = "${tested.name}"
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]

  assume_role {
    role_arn        = "arn:aws:iam::111122223333:role/x/${tested.role}"
    session_name    = var.person == null ? "terraform-${tested.name}" : substr("terraform-\${var.person}", 0, 64)
    source_identity = var.person
  }
}
`);
      expect(err).toContain('to be named in CloudTrail: TF_VAR_person=YOUR_IAM_USER_NAME terraform plan');
    });

    it('takes alias, session name and source identity', async () => {
      const { out } = await terraform(tested.name, {
        alias: false,
        sessionName: 'ci',
        sourceIdentity: 'ann@example.com',
      });
      expect(out).not.toContain('alias');
      expect(out).toMatch(/session_name += "ci"/);
      expect(out).toContain('source_identity = "ann@example.com"');
      expect(out).not.toContain('variable');
      expect((await terraform(tested.name, { alias: 'main' })).out).toContain('= "main"');
    });

    it('prints the variant with a profile, and how to get it', async () => {
      const { out, err } = await terraform(tested.name, { with: 'profile' });
      expect(out).toMatch(new RegExp(`profile += "${tested.name}"`));
      expect(out).toContain('allowed_account_ids = ["111122223333"]');
      expect(out).not.toContain('assume_role');
      expect(err).toContain(`diverst ${tested.command} profile ${tested.name} --write`);
    });

    it('leaves an unknown region out and says so', async () => {
      const { out, err } = await terraform(tested.name, {}, {});
      expect(out).not.toContain('region');
      expect(err).toContain('--region');
    });

    it('gives JSON', async () => {
      const { out } = await terraform(tested.name, {}, { json: true });
      expect(JSON.parse(out)).toEqual({
        [tested.noun]: tested.name,
        accountId: '111122223333',
        roleArn: `arn:aws:iam::111122223333:role/x/${tested.role}`,
        alias: tested.name,
        region: null,
        with: 'assume-role',
        hcl: expect.stringContaining('provider "aws" {'),
        sandbox: false,
      });
    });

    it.each<[string, Partial<TerraformOptions>, string]>([
      [`${tested.name}e`, {}, `grants ${tested.noun} ${tested.name}e`],
      ['Acme', {}, `is not ${tested.a} name`],
      [tested.name, { alias: '1x' }, 'is not a Terraform identifier'],
      [tested.name, { alias: 'a"' }, 'is not a Terraform identifier'],
      [tested.name, { sessionName: 'a b' }, '--session-name'],
      [tested.name, { sourceIdentity: 'a' }, '--source-identity'],
      [tested.name, { with: 'profile', sessionName: 'ci' }, 'is for --with assume-role'],
      [tested.name, { roleArn: `${tested.role}` }, 'is not the ARN of a role'],
    ])('refuses %s with %j', async (name, options, says) => {
      await expect(terraform(name, options)).rejects.toThrow(says);
    });

    it('takes a profile where the role demands MFA, which Terraform cannot ask for', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'diverst-terraform-'));
      try {
        const config = join(folder, 'diverst.config.yaml');
        writeFileSync(config, `${tested.noun}: { role: { requireMfa: true } }\n`);
        const globals = { region: 'eu-central-1', config };
        const { out, err } = await terraform(tested.name, {}, globals);
        expect(out).toContain(`profile             = "${tested.name}"`);
        expect(out).not.toContain('assume_role');
        expect(err).toContain(`open a session first with: diverst ${tested.command} assume ${tested.name}`);
        const named = await terraform(tested.name, { with: 'assume-role' }, globals);
        expect(named.out).toContain('assume_role');
        expect(named.err).toContain('the role demands MFA: AWS denies it to Terraform');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('names no person in the module where the role demands the name, and asks for it', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'diverst-terraform-'));
      try {
        const config = join(folder, 'diverst.config.yaml');
        writeFileSync(config, `${tested.noun}: { role: { requireSourceIdentity: true } }\n`);
        const globals = { region: 'eu-central-1', config };
        const { out, err } = await terraform(tested.name, {}, globals);
        expect(out).toMatch(/source_identity = var\.person/);
        expect(out).not.toContain('ann');
        expect(err).toContain('TF_VAR_person=');
        const literal = await terraform(tested.name, { sourceIdentity: 'ci-user' }, globals);
        expect(literal.out).toContain('source_identity = "ci-user"');
        expect(literal.out).not.toContain('variable');
        expect(literal.out).toContain(`"terraform-${tested.name}"`);
        expect(literal.err).toContain('denies it to every user but ci-user');
        const profile = await terraform(tested.name, { with: 'profile' }, globals);
        expect(profile.out).not.toContain('person');
        expect(profile.err).not.toContain('TF_VAR_person');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });

    it('reads its words from the command line', async () => {
      const { context, said } = testRun();
      const program = new Command('diverst').exitOverride().configureOutput({ writeErr: () => {} });
      addTerraform(program.command(tested.command).exitOverride(), tested.noun, (globals) => ({
        ...context,
        globals,
      }));
      addGlobals(program);
      const arn = `arn:aws:iam::111122223333:role/${tested.role}`;
      const words = [
        tested.command,
        'terraform',
        tested.name,
        '--role-arn',
        arn,
        '--no-alias',
        '--region',
        'us-east-1',
      ];
      await program.parseAsync(words, { from: 'user' });
      expect(said.out).toContain(`"${arn}"`);
      expect(said.out).toContain('us-east-1');
      expect(said.out).not.toContain('alias');
      await expect(program.parseAsync([...words, '--with', 'magic'], { from: 'user' })).rejects.toThrow(
        'assume-role, profile',
      );
    });
  });
});
