import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Desk, openDesk } from './support/client-profile.ts';
import { initClient } from './support/diverst.ts';
import { shownFile } from './support/terraform-docs.ts';

/** What every account gets. */
const account = `
variable "name" { type = string }
variable "labels" { type = map(string) }
resource "aws_iam_user" "robot" { name = "\${var.name}-robot" }
resource "aws_iam_role" "web" {
  name = "\${var.name}-web"
  tags = var.labels
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
`;

const configuration = `profiles: { ops: ops }
region: us-east-1
client: { labels: { acme: { tier: gold } } }
environment: { accounts: [tools] }
`;

const clients = ['acme', 'globex', 'initech'] as const;
const all = [...clients.map((name) => ['client', name] as const), ['env', 'tools'] as const];

/** The module of docs/terraform.md, as it stands there, in three clients and an environment. */
describe.skipIf(!inject('programs').terraform)('one module for all clients', () => {
  let desk: Desk;
  const file = (...names: readonly string[]) => join(desk.workshop.folder, ...names);
  const ids = new Map<string, string>();

  /** Runs the script of the page in each account, side by side. @returns what it printed in clients, and in the environment */
  const everywhere = (...words: readonly string[]) =>
    Promise.all([
      desk.ok('diverst', ['client', 'exec', '--all', '--yes', '--', 'sh', 'run.sh', ...words], env()),
      desk.ok('diverst', ['env', 'exec', 'tools', '--', 'sh', 'run.sh', ...words], env()),
    ]);
  const env = () => ({
    TF_CLI_ARGS_init: `-no-color -plugin-dir=${inject('terraformPlugins')}`,
    TF_CLI_ARGS_apply: '-no-color -auto-approve',
    TF_CLI_ARGS_destroy: '-no-color -auto-approve',
  });

  interface State {
    readonly resources: readonly {
      readonly instances: readonly { readonly attributes: { arn: string } }[];
    }[];
  }
  /** ARNs in the state of an account. */
  function arns(name: string): readonly string[] {
    const { resources }: State = JSON.parse(readFileSync(file('states', `${name}.tfstate`), 'utf8'));
    return resources.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.arn)).sort();
  }

  beforeAll(async () => {
    desk = await openDesk(configuration);
    const state = ['--sandbox-state', desk.served.stateFile];
    ids.set('acme', desk.acme.account.id);
    for (const name of clients.slice(1))
      ids.set(name, (await initClient(desk.workshop, name, state)).account.id);
    const made = await desk.ok('diverst', ['env', 'init', 'tools', '--yes', '--json', ...state]);
    ids.set('tools', JSON.parse(made).account.id);
    // With it the person behind the profile joins the group.
    await desk.ok('diverst', ['env', 'list', ...state]);
    mkdirSync(file('account'));
    writeFileSync(file('account', 'main.tf'), account);
    for (const name of ['clients.tf', 'run.sh']) writeFileSync(file(name), shownFile(name));
    const main = shownFile('main.tf');
    expect(main).toContain('backend "s3" {}');
    // The sandbox keeps no objects.
    writeFileSync(file('main.tf'), main.replace('backend "s3" {}', 'backend "local" {}'));
    for (const [noun, name] of [
      ['client', 'clients'],
      ['env', 'environments'],
    ] as const) {
      await desk.ok('diverst', [noun, 'terraform', '--all', '--output', `${name}.auto.tfvars.json`]);
      await desk.ok('diverst', [noun, 'terraform', '--all', '--backend', '--output-folder', 'backends']);
    }
    expect(readdirSync(file('backends'))).toEqual([...all.map(([, name]) => `${name}.tfbackend`)].sort());
    for (const [, name] of all)
      writeFileSync(file('backends', `${name}.tfbackend`), `path = "states/${name}.tfstate"\n`);
    await desk.ok('terraform', ['init', '-backend=false'], env());
  });
  afterAll(() => desk?.leave());

  test('is applied in each by credentials of its own, side by side, and destroyed again', async () => {
    const [inClients, inTools] = await everywhere('apply');
    for (const name of clients) expect(inClients).toMatch(new RegExp(`^${name}\\b.*Resources: 2 added`, 'm'));
    expect(inTools).toContain('Resources: 5 added');
    for (const [, name] of all) {
      const own = `arn:aws:iam::${ids.get(name)}`;
      const readers = name === 'tools' ? clients.map((client) => `${own}:role/reader-${client}`) : [];
      expect(arns(name)).toEqual([...readers, `${own}:role/${name}-web`, `${own}:user/${name}-robot`]);
    }
    expect(readFileSync(file('states', 'acme.tfstate'), 'utf8')).toContain('"tier": "gold"');

    // The state of one client, with the credentials of another.
    const words = ['client', 'exec', 'globex', '--', 'terraform', 'plan', '-no-color'];
    const mixed = await desk.run('diverst', words, {
      TF_DATA_DIR: '.terraform/acme',
      TF_VAR_account: 'acme',
    });
    expect(mixed).toMatchObject({ code: 1, stderr: expect.stringContaining('AWS account ID not allowed') });

    await everywhere('destroy');
    for (const [, name] of all) expect(arns(name)).toEqual([]);
    expect(readFileSync(desk.served.stateFile, 'utf8')).not.toMatch(/"\w+-(robot|web)"/);
  });

  test('a provider for each works in its account, and must not go before its resources', async () => {
    mkdirSync(file('aliases'));
    const words = ['client', 'terraform', '--all', '--providers', '--output', 'aliases/providers.tf'];
    await desk.ok('diverst', words);
    const main = `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
${clients.map((name) => `data "aws_caller_identity" "${name}" { provider = aws.${name} }`).join('\n')}
`;
    const user = 'resource "aws_iam_user" "last" {\n  provider = aws.initech\n  name     = "last"\n}\n';
    writeFileSync(file('aliases', 'main.tf'), main + user);
    const terraform = (...more: readonly string[]) =>
      desk.run('terraform', ['-chdir=aliases', ...more], { ...env(), AWS_PROFILE: 'ops' });
    expect(await terraform('init')).toMatchObject({ code: 0 });
    const { stdout } = await terraform('apply');
    const read = [...stdout.matchAll(/aws_caller_identity\.(\w+): Read complete .*\[id=(\d+)\]/g)];
    expect(new Map(read.map(([, name = '', id = '']) => [name, id]))).toEqual(
      new Map(clients.map((name) => [name, ids.get(name) ?? ''])),
    );
    expect(stdout).toContain('Resources: 1 added');

    await desk.ok('diverst', [...words, '--label', 'tier=gold']);
    writeFileSync(file('aliases', 'main.tf'), main.replace(/^data .*"(globex|initech)".*\n/gm, ''));
    expect(await terraform('plan', '-no-color')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Provider configuration not present'),
    });
  });
});
