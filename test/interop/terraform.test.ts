import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import {
  type InitObject,
  initClient,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

/** What an environment's module does in daily work: it assumes the one role of its account. */
const configuration = (roleArn: string, roleName: string) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  region = "us-east-1"
  assume_role {
    role_arn     = "${roleArn}"
    session_name = "terraform"
  }
}
data "aws_caller_identity" "me" {}
data "aws_iam_role" "own" { name = "${roleName}" }
output "arn" { value = data.aws_caller_identity.me.arn }
output "account" { value = data.aws_caller_identity.me.account_id }
output "role" { value = data.aws_iam_role.own.arn }
`;

describe.skipIf(!inject('programs').terraform)('Terraform against sandbox serve', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let acme: InitObject;

  const terraform = (words: readonly string[]) =>
    run(
      'terraform',
      words,
      { env: cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.ops)), cwd: workshop.folder },
      90_000,
    );

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
    acme = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
    const plugins = `-plugin-dir=${inject('terraformPlugins')}`;
    writeFileSync(join(workshop.folder, 'main.tf'), configuration(acme.role.arn, acme.role.name));
    const ended = await terraform(['init', '-no-color', '-input=false', plugins]);
    expect(ended.code, ended.stderr).toBe(0);
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test("a person of Ops works in the client's account through its role", async () => {
    const applied = await terraform(['apply', '-no-color', '-input=false', '-auto-approve']);
    expect(applied.code, applied.stderr).toBe(0);
    const { stdout } = await terraform(['output', '-json']);
    expect(JSON.parse(stdout)).toMatchObject({
      arn: { value: `arn:aws:sts::${acme.account.id}:assumed-role/acme-production/terraform` },
      account: { value: acme.account.id },
      role: { value: acme.role.arn },
    });
  });

  test('a role that Ops may not use is refused', async () => {
    const other = acme.role.arn.replace(acme.role.name, 'OrganizationAccountAccessRole');
    writeFileSync(join(workshop.folder, 'main.tf'), configuration(other, acme.role.name));
    const planned = await terraform(['plan', '-no-color', '-input=false']);
    expect(planned.code).toBe(1);
    expect(planned.stderr).toMatch(/api error AccessDenied/);
  });
});
