import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TerraformOptions } from '../../src/cli/account/terraform/options.ts';
import { runTerraform } from '../../src/cli/account/terraform/run.ts';
import { addTerraform } from '../../src/cli/account/terraform.ts';
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
    name: string | null,
    options: Partial<TerraformOptions> = {},
    globals: Globals = { region: 'eu-central-1' },
  ) {
    const { context, said } = testRun({ globals });
    await runTerraform(tested.noun, name, options, context, async () => granted);
    return said;
  }

  const stateBucket = 'terraform-state-111122223333-eu-central-1';
  const assumed = { with: 'assume-role' } as const;

  /** The same with a configuration of this text. */
  async function configured(text: string, options: Partial<TerraformOptions> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'diverst-terraform-'));
    try {
      const config = join(folder, 'diverst.config.yaml');
      writeFileSync(config, text);
      return await terraform(tested.name, options, { region: 'eu-central-1', config });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  describe('client terraform', () => {
    it('prints a provider for credentials of the environment, in its account only', async () => {
      const { out, err } = await terraform(tested.name);
      expect(out).toBe(`provider "aws" {
  region              = "eu-central-1"
  allowed_account_ids = ["111122223333"]
}
`);
      expect(err).toBe(
        `next  diverst ${tested.command} exec ${tested.name} --region eu-central-1 -- terraform plan\n`,
      );
    });

    it('prints a provider that assumes the role itself, and who is to sign', async () => {
      const { out, err } = await terraform(tested.name, assumed);
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
      expect(err).toContain('TF_VAR_person is optional');
      expect(err).toContain('next  AWS_PROFILE=default TF_VAR_person=YOUR_IAM_USER_NAME terraform plan\n');
      const { err: named } = await configured('profiles: { ops: my-ops }\n', assumed);
      expect(named).toContain('next  AWS_PROFILE=my-ops TF_VAR_person=');
    });

    it('takes alias, session name and source identity', async () => {
      const { out } = await terraform(tested.name, {
        ...assumed,
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
      const account = {
        [tested.noun]: tested.name,
        accountId: '111122223333',
        roleArn: `arn:aws:iam::111122223333:role/x/${tested.role}`,
      };
      const { out, err } = await terraform(tested.name, {}, { json: true });
      expect(JSON.parse(out)).toEqual({
        ...account,
        alias: null,
        region: null,
        with: 'environment',
        hcl: expect.stringContaining('provider "aws" {'),
        sandbox: false,
        file: null,
      });
      expect(err).toBe('');
      const globals = { json: true, region: 'eu-central-1' };
      const bucket = { ...account, region: 'eu-central-1', bucket: stateBucket, sandbox: false, file: null };
      expect(JSON.parse((await terraform(tested.name, { backend: true }, globals)).out)).toEqual({
        ...bucket,
        key: 'terraform.tfstate',
        with: 'environment',
        hcl: expect.stringContaining('backend "s3" {'),
      });
      expect(JSON.parse((await terraform(tested.name, { backendBucket: true }, globals)).out)).toEqual({
        ...bucket,
        hcl: expect.stringContaining('resource "aws_s3_bucket"'),
      });
    });

    it.each<[string | null, Partial<TerraformOptions>, string]>([
      [`${tested.name}e`, {}, `you do not have access to ${tested.noun} ${tested.name}e`],
      ['Acme', {}, `is not ${tested.a} name`],
      [tested.name, { alias: '1x' }, 'is not a Terraform identifier'],
      [tested.name, { alias: 'a"' }, 'is not a Terraform identifier'],
      [tested.name, { ...assumed, sessionName: 'a b' }, '--session-name'],
      [tested.name, { ...assumed, sourceIdentity: 'a' }, '--source-identity'],
      [tested.name, { with: 'profile', sessionName: 'ci' }, 'needs --with assume-role'],
      [tested.name, { sourceIdentity: 'ann' }, 'needs --with assume-role'],
      [tested.name, { roleArn: `${tested.role}` }, 'is not the ARN of a role'],
      [
        tested.name,
        { all: true },
        `the name of one ${tested.noun} (${tested.name}) and --all do not go together`,
      ],
      [
        tested.name,
        { label: ['tier=gold'] },
        `the name of one ${tested.noun} (${tested.name}) and --label do not go together`,
      ],
      [
        tested.name,
        { providers: true },
        `the name of one ${tested.noun} (${tested.name}) and --providers do not go together`,
      ],
      [tested.name, { backend: true, alias: false }, '--no-alias does not go together with a backend block'],
      [
        tested.name,
        { backend: true, backendBucket: true },
        '--backend-bucket does not go together with a backend block',
      ],
      [tested.name, { backendBucket: true, with: 'profile' }, '--with does not go together with the bucket'],
      [null, {}, `diverst ${tested.command} terraform needs the name of`],
      [null, { backend: true }, `diverst ${tested.command} terraform needs the name of`],
      [null, { all: true, backend: true }, 'needs a folder'],
      [
        null,
        { all: true, backend: true, output: 'x' },
        '--output does not go together with a backend for each account',
      ],
      [tested.name, { outputFolder: 'x' }, '--output-folder does not go together with a provider block'],
      [null, { all: true, backendBucket: true }, '--all does not go together with the bucket'],
      [null, { all: true, with: 'profile' }, '--with does not go together with the file of several accounts'],
      [
        null,
        { all: true, roleArn: 'x' },
        '--role-arn does not go together with the file of several accounts',
      ],
      [null, { all: true, providers: true, alias: 'a' }, '--alias does not go together with provider blocks'],
      [
        null,
        { all: true, providers: true, with: 'environment' },
        '--with environment and --providers do not go together',
      ],
    ])('refuses %s with %j', async (name, options, says) => {
      await expect(terraform(name, options)).rejects.toThrow(says);
    });

    it('says what a role that demands MFA needs, which Terraform cannot ask for', async () => {
      const demands = `${tested.noun}: { role: { requireMfa: true } }\n`;
      expect((await configured(demands)).err).not.toContain('MFA');
      const profile = await configured(demands, { with: 'profile' });
      expect(profile.out).toContain(`profile             = "${tested.name}"`);
      expect(profile.err).toContain(
        `first open a session with: diverst ${tested.command} assume ${tested.name}`,
      );
      const named = await configured(demands, assumed);
      expect(named.out).toContain('assume_role');
      expect(named.err).toContain('the role requires MFA: AWS denies the role to Terraform');
    });

    it('names no person in the module where the role demands the name, and asks for it', async () => {
      const demands = `${tested.noun}: { role: { requireSourceIdentity: true } }\n`;
      const { out, err } = await configured(demands, assumed);
      expect(out).toMatch(/source_identity = var\.person/);
      expect(out).not.toContain('ann');
      expect(err).toContain('TF_VAR_person=');
      expect(err).not.toContain('optional');
      const literal = await configured(demands, { ...assumed, sourceIdentity: 'ci-user' });
      expect(literal.out).toContain('source_identity = "ci-user"');
      expect(literal.out).not.toContain('variable');
      expect(literal.out).toContain(`"terraform-${tested.name}"`);
      expect(literal.err).toContain('denies the role to every user except ci-user');
      for (const way of ['profile', 'environment'] as const) {
        const other = await configured(demands, { with: way });
        expect(other.out).not.toContain('person');
        expect(other.err).not.toContain('TF_VAR_person');
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
      const start = [tested.command, 'terraform', tested.name, '--role-arn', arn];
      const words = [...start, '--no-alias', '--region', 'us-east-1'];
      await program.parseAsync([...words, '--with', 'assume-role'], { from: 'user' });
      expect(said.out).toContain(`"${arn}"`);
      expect(said.out).toContain('us-east-1');
      expect(said.out).not.toContain('alias');
      await expect(program.parseAsync([...words, '--with', 'magic'], { from: 'user' })).rejects.toThrow(
        'environment, assume-role, profile',
      );
    });
  });

  describe('client terraform --backend', () => {
    it('prints a backend in the account, and how the state gets there', async () => {
      const { out, err } = await terraform(tested.name, { backend: true });
      expect(out).toContain(`bucket              = "${stateBucket}"`);
      expect(err).toContain(
        `diverst ${tested.command} terraform ${tested.name} --backend-bucket --region eu-central-1\n`,
      );
      expect(err).toContain(
        `next  diverst ${tested.command} exec ${tested.name} --region eu-central-1 -- terraform init -migrate-state\n`,
      );
      expect((await terraform(tested.name, { backend: true, with: 'profile' })).out).toMatch(
        new RegExp(`profile += "${tested.name}"`),
      );
    });

    it('prints the bucket, which is applied before there is a backend', async () => {
      const { out, err } = await terraform(tested.name, { backendBucket: true });
      expect(out).toContain(`bucket = "${stateBucket}"`);
      expect(err).toMatch(/next {2}.* -- terraform init\nthen {2}.* -- terraform apply\n/);
      expect(err).toContain(
        `diverst ${tested.command} terraform ${tested.name} --backend --region eu-central-1\n`,
      );
    });

    it('assumes the role where no person has to be named', async () => {
      const { out, err } = await terraform(tested.name, { ...assumed, backend: true });
      expect(out).toContain(`session_name = "terraform-${tested.name}"`);
      expect(err).toContain('next  AWS_PROFILE=default terraform init -migrate-state\n');
      const demands = `${tested.noun}: { role: { requireSourceIdentity: true } }\n`;
      await expect(configured(demands, { ...assumed, backend: true })).rejects.toThrow('for every person');
      const named = await configured(demands, { ...assumed, backend: true, sourceIdentity: 'ci-user' });
      expect(named.out).toContain('source_identity = "ci-user"');
    });

    it.each([{ backend: true }, { backendBucket: true }])('refuses %j without a region', async (options) => {
      await expect(terraform(tested.name, options, {})).rejects.toThrow('no region is configured');
    });
  });

  describe('client terraform --output', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'diverst-terraform-'));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    it('writes the file in place of stdout', async () => {
      const output = join(folder, 'provider.tf');
      const { out, err } = await terraform(tested.name, { output });
      expect(out).toBe('');
      expect(err).toMatch(new RegExp(`^wrote .*/provider\\.tf\nnext  diverst ${tested.command} exec `));
      expect(readFileSync(output, 'utf8')).toBe((await terraform(tested.name)).out);
      expect(readdirSync(folder)).toEqual(['provider.tf']);
      // As a shell's > makes it: it is committed.
      expect(statSync(output).mode & 0o777).toBe(0o666 & ~process.umask());
      const { out: json } = await terraform(tested.name, { output }, { json: true });
      expect(JSON.parse(json)).toMatchObject({ file: expect.stringMatching(/provider\.tf$/) });
    });

    it('leaves what is there if nothing can be made', async () => {
      const output = join(folder, 'provider.tf');
      writeFileSync(output, 'before');
      await expect(terraform(`${tested.name}e`, { output })).rejects.toThrow(
        `you do not have access to ${tested.noun}`,
      );
      expect(readFileSync(output, 'utf8')).toBe('before');
      await expect(terraform(tested.name, { output: folder })).rejects.toThrow('is a folder');
    });
  });
});
