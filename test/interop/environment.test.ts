import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Desk, openDesk } from './support/client-profile.ts';

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
  test('works in it through the profile, and through the block that assumes the role', async () => {
    const words = ['env', 'terraform', 'staging', '--with', 'assume-role', '--alias', 'block'];
    const block = await desk.ok('diverst', [...words, '--profile', 'ops', '--region', 'us-east-1']);
    const module = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region  = "us-east-1"
  profile = "staging"
}
data "aws_caller_identity" "profile" {}
data "aws_caller_identity" "block" { provider = aws.block }
output "arns" { value = [data.aws_caller_identity.profile.arn, data.aws_caller_identity.block.arn] }
`;
    writeFileSync(join(desk.workshop.folder, 'main.tf'), module + block);
    const env = { AWS_PROFILE: 'ops' };
    const all = ['-no-color', '-input=false'];
    await desk.ok('terraform', ['init', ...all, `-plugin-dir=${inject('terraformPlugins')}`], env);
    await desk.ok('terraform', ['apply', ...all, '-auto-approve'], env);
    const { arns } = JSON.parse(await desk.ok('terraform', ['output', '-json'], env));
    expect(arns.value).toEqual([identity('ops-user'), identity('terraform-staging')]);
  });
});
