import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Desk, openDesk } from './support/client-profile.ts';
import { awsEnv } from './support/environment.ts';

/** Programs that know nothing of diverst work in an environment, as they do in a client. */
const programs = inject('programs');

let desk: Desk;
let accountId = '';

beforeAll(async () => {
  desk = await openDesk();
  const { folder } = desk.workshop;
  writeFileSync(join(folder, 'diverst.config.yaml'), 'environment: { accounts: [staging] }\n');
  const sandbox = ['--sandbox-state', desk.served.stateFile];
  const made = await desk.ok('diverst', ['env', 'init', 'staging', '--yes', '--json', ...sandbox]);
  accountId = JSON.parse(made).account.id;
  // With it the person behind the profile joins the group.
  await desk.ok('diverst', ['env', 'list', ...sandbox]);
  const ops = ['--profile', 'ops', '--region', 'us-east-1'];
  const file = join(folder, '.aws', 'config');
  await desk.ok('diverst', ['env', 'profile', 'staging', '--write', '--file', file, ...ops]);
});

afterAll(() => desk?.leave());

const identity = (session: string) => `arn:aws:sts::${accountId}:assumed-role/staging-environment/${session}`;

describe.skipIf(!programs.aws)('the AWS CLI', () => {
  test('is the environment’s role through the profile that was written', async () => {
    const said = await desk.ok('aws', ['sts', 'get-caller-identity', '--profile', 'staging']);
    expect(JSON.parse(said)).toMatchObject({ Account: accountId, Arn: identity('ops-user') });
  });

  test('is still the client’s role through the client’s profile', async () => {
    const said = await desk.ok('aws', ['sts', 'get-caller-identity', '--profile', 'acme']);
    expect(JSON.parse(said)).toMatchObject({ Account: desk.acme.account.id });
  });
});

describe.skipIf(!programs.terraform)('Terraform', () => {
  const whoAmI = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
data "aws_caller_identity" "me" {}
output "arn" { value = data.aws_caller_identity.me.arn }
`;

  async function applied(provider: string, env: Readonly<Record<string, string>>): Promise<string> {
    writeFileSync(join(desk.workshop.folder, 'main.tf'), `${whoAmI}${provider}`);
    const words = ['-no-color', '-input=false'];
    await desk.ok('terraform', ['init', ...words, `-plugin-dir=${inject('terraformPlugins')}`], env);
    await desk.ok('terraform', ['apply', ...words, '-auto-approve'], env);
    return JSON.parse(await desk.ok('terraform', ['output', '-json'], env)).arn.value;
  }

  test('works in the environment through the profile', async () => {
    const provider = 'provider "aws" { region = "us-east-1" }\n';
    expect(await applied(provider, { AWS_PROFILE: 'staging' })).toBe(identity('ops-user'));
  });

  test('works in it through the provider block that is printed', async () => {
    const ops = ['--profile', 'ops', '--region', 'us-east-1'];
    const provider = await desk.ok('diverst', ['env', 'terraform', 'staging', '--no-alias', ...ops]);
    const { endpoint, profiles } = desk.served;
    expect(await applied(provider, awsEnv(endpoint, profiles.ops))).toBe(identity('terraform-staging'));
  });
});
