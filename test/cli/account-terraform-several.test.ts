import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testedKinds } from '../support/account-kinds.ts';
import { jsonOf } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { opsOf } from '../support/state.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

describe.each(testedKinds)('diverst $command terraform --all', (tested) => {
  let here: TwoClients;
  let config: string;

  beforeEach(async () => {
    here = await twoClients();
    environmentIn(here.organization, 'staging', 'tools');
    config = here.config(
      `region: eu-central-1
${tested.noun}:
  labels:
    ${tested.name}: { tier: gold, region: eu }
    ${tested.other}: { tier: silver }
${tested.noun === 'environment' ? '  accounts: [staging, tools]\n' : ''}`,
    );
  });
  afterEach(() => here.remove());

  const plural = `${tested.noun}s`;
  const call = (...words: readonly string[]) =>
    here.run([tested.command, 'terraform', ...words, '--config', config]);

  function accountOf(name: string): string {
    const { accounts } = here.organization.sandbox.state();
    return Object.values(accounts).find((account) => account.name === name)?.id ?? '';
  }

  const entry = (name: string, labels: object) => ({
    account_id: accountOf(name),
    role_arn: `arn:aws:iam::${accountOf(name)}:role/${tested.role.replace(tested.name, name)}`,
    region: 'eu-central-1',
    labels,
  });
  const both = () => ({
    [plural]: {
      [tested.name]: entry(tested.name, { region: 'eu', tier: 'gold' }),
      [tested.other]: entry(tested.other, { tier: 'silver' }),
    },
  });

  it('writes what the groups grant, with labels, the same bytes each time', async () => {
    const first = await call('--all');
    expect(first.stdout).toBe(`${JSON.stringify(both(), null, 2)}\n`);
    expect(first.stderr).toContain(`2 ${plural} that your groups grant\n`);
    expect((await call('--all')).stdout).toBe(first.stdout);
    const written = await call('--all', '--output', `${plural}.auto.tfvars.json`);
    expect(written).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(here.folder, `${plural}.auto.tfvars.json`), 'utf8')).toBe(first.stdout);
  });

  it('writes every account for an admin, and says why', async () => {
    here.organization.sandbox.edit((state) => {
      for (const group of Object.values(opsOf(state).iam.groups)) group.inline = {};
    });
    expect(await call('--all')).toMatchObject({ code: 1, stdout: '' });
    const { stdout, stderr } = await call('--all', '--profile', 'management');
    expect(JSON.parse(stdout)).toEqual(both());
    expect(stderr).toContain(`2 ${plural} of the organization, because you sign in the management account\n`);
  });

  it('writes those that have a label', async () => {
    const { stdout } = await call('--label', 'tier=gold');
    expect(Object.keys(JSON.parse(stdout)[plural])).toEqual([tested.name]);
    expect(Object.keys(JSON.parse((await call('--all', '--label', 'tier')).stdout)[plural])).toHaveLength(2);
    const none = await call('--label', 'tier=lead', '--output', 'kept.json');
    expect(none).toMatchObject({ code: 1, stdout: '' });
    expect(none.stderr).toContain('has the label tier=lead');
    expect(await call('--label', '=')).toMatchObject({ code: 64 });
  });

  it('writes the roles for CI', async () => {
    const template = `{${tested.noun}}-ci`;
    config = here.config(
      `${tested.noun}: { ci: { subject: "repo:company/infra:environment:{${tested.noun}}", managedPolicies: [ReadOnlyAccess] }${tested.noun === 'environment' ? ', accounts: [staging, tools]' : ''} }\n`,
    );
    const { stdout } = await call('--all', '--region', 'us-east-1');
    expect(JSON.parse(stdout)[plural][tested.name]).toMatchObject({
      region: 'us-east-1',
      ci_role_arns: { [template]: `arn:aws:iam::${accountOf(tested.name)}:role/${tested.name}-ci` },
    });
    const unplaced = await call('--all');
    expect(JSON.parse(unplaced.stdout)[plural][tested.name].region).toBe(null);
    expect(unplaced.stderr).toContain('no region is configured');
  });

  it('prints a provider for each, with one variable for the person', async () => {
    const { stdout, stderr } = await call('--all', '--providers');
    expect([...stdout.matchAll(/^ {2}alias +=/gm)]).toHaveLength(2);
    expect([...stdout.matchAll(/^variable "person"/gm)]).toHaveLength(1);
    expect(stdout).toContain(`allowed_account_ids = ["${accountOf(tested.other)}"]`);
    expect(stderr).toContain('next  TF_VAR_person=YOUR_IAM_USER_NAME terraform plan\n');
    const profiles = await call('--all', '--providers', '--with', 'profile', '--label', 'tier=silver');
    expect(profiles.stdout).toContain(`profile             = "${tested.other}"`);
    expect(profiles.stdout).not.toContain(`"${tested.name}"`);
    expect(profiles.stderr).toContain(`next  diverst ${tested.command} profile --all --write`);
  });

  it('names no profile of an admin to sign with, whom the roles do not let in', async () => {
    const { stderr } = await call('--all', '--providers', '--profile', 'management');
    expect(stderr).toContain('next  TF_VAR_person=YOUR_IAM_USER_NAME terraform plan\n');
    const profiles = await call('--all', '--providers', '--with', 'profile', '--profile', 'management');
    expect(profiles.stderr).toContain(`next  diverst ${tested.command} profile --all --write`);
    expect(profiles.stderr).not.toContain('--profile management');
  });

  it('gives JSON of both', async () => {
    const { stdout, stderr } = await call('--all', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      [plural]: [
        { [tested.noun]: tested.name, accountId: accountOf(tested.name), labels: { tier: 'gold' } },
        { [tested.noun]: tested.other, ciRoleArns: null, region: 'eu-central-1' },
      ],
      file: null,
      sandbox: true,
      profile: 'ops',
    });
    expect(stderr).not.toContain('next');
    expect(jsonOf(await call('--all', '--providers', '--json'))).toMatchObject({
      with: 'assume-role',
      hcl: expect.stringContaining('provider "aws" {'),
      [plural]: [{ [tested.noun]: tested.name }, { [tested.noun]: tested.other }],
    });
  });

  it('writes the settings of a backend for each', async () => {
    const words = ['--all', '--backend', '--output-folder', 'made/backends'];
    const { code, stdout, stderr } = await call(...words);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toMatch(/^wrote 2 files into .*backends$/m);
    const folder = join(here.folder, 'made', 'backends');
    expect(readdirSync(folder)).toEqual([`${tested.name}.tfbackend`, `${tested.other}.tfbackend`]);
    expect(readFileSync(join(folder, `${tested.other}.tfbackend`), 'utf8')).toBe(
      `bucket              = "terraform-state-${accountOf(tested.other)}-eu-central-1"
key                 = "terraform.tfstate"
region              = "eu-central-1"
allowed_account_ids = ["${accountOf(tested.other)}"]
encrypt             = true
use_lockfile        = true
`,
    );
    const labelled = await call('--label', 'tier=gold', ...words.slice(1), '--with', 'profile', '--json');
    expect(JSON.parse(labelled.stdout)).toMatchObject({
      [plural]: [{ [tested.noun]: tested.name, file: join(folder, `${tested.name}.tfbackend`) }],
      with: 'profile',
    });
    expect(readFileSync(join(folder, `${tested.name}.tfbackend`), 'utf8')).toMatch(/^profile += /m);
    const onFile = await call('--all', '--backend', '--output-folder', 'test.yaml/x');
    expect(onFile).toMatchObject({ code: 64 });
  });

  it('says how to make the buckets of these backends, and how to use the files', async () => {
    const words = ['--all', '--backend', '--output-folder', 'back ends', '--region', 'eu-west-1'];
    const { code, stderr } = await call(...words);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain(
      `diverst ${tested.command} terraform NAME --backend-bucket --region eu-west-1 --config ${config}\n`,
    );
    expect(stderr).toContain("next  terraform init -backend-config='back ends/NAME.tfbackend'\n");
  });

  it('writes no backend where one of them cannot be written', async () => {
    const folder = join(here.folder, 'backends');
    mkdirSync(join(folder, `${tested.other}.tfbackend`), { recursive: true });
    const { code, stderr } = await call('--all', '--backend', '--output-folder', 'backends');
    expect(code).toBe(64);
    expect(stderr).toContain(
      `cannot write to ${join(folder, `${tested.other}.tfbackend`)}: it is a folder\n`,
    );
    expect(readdirSync(folder)).toEqual([`${tested.other}.tfbackend`]);
  });

  it.each(['EU-central-1', 'eu central 1', 'x"${y}'])(
    'refuses the region %s before AWS is asked',
    async (region) => {
      const { code, stdout, stderr } = await call(tested.name, '--region', region);
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toContain(`${JSON.stringify(region)} is not an AWS region`);
    },
  );
});
