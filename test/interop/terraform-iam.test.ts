import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateVirtualMFADeviceCommand,
  DisableOrganizationsRootCredentialsManagementCommand,
  EnableMFADeviceCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { ListPoliciesForTargetCommand, ListRootsCommand } from '@aws-sdk/client-organizations';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { twoCodes } from '../sandbox/totp.ts';
import { run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';
import { Sdk } from './support/sdk.ts';

/** What an account's own module holds beside roles and policies, the organization's policies and root access. */
const configuration = `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" { region = "us-east-1" }

data "aws_organizations_organization" "all" {}

resource "aws_iam_user" "robot" {
  name          = "robot"
  force_destroy = true
}
resource "aws_iam_account_alias" "own" { account_alias = "sandbox-root" }
resource "aws_iam_account_password_policy" "strict" {
  minimum_password_length        = 14
  require_symbols                = true
  require_numbers                = true
  allow_users_to_change_password = true
  max_password_age               = 90
  password_reuse_prevention      = 5
}
resource "aws_iam_role" "web" {
  name = "web"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ec2.amazonaws.com" } }]
  })
}
resource "aws_iam_instance_profile" "web" {
  name = "web"
  role = aws_iam_role.web.name
  tags = { team = "web" }
}
resource "aws_iam_service_linked_role" "scaling" {
  aws_service_name = "autoscaling.amazonaws.com"
  custom_suffix    = "blue"
}

resource "aws_organizations_policy" "guard" {
  name = "guard"
  type = "SERVICE_CONTROL_POLICY"
  tags = { team = "platform" }
  content = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Deny", Action = "organizations:LeaveOrganization", Resource = "*" }]
  })
}
resource "aws_organizations_policy_attachment" "guard" {
  policy_id = aws_organizations_policy.guard.id
  target_id = data.aws_organizations_organization.all.roots[0].id
}
resource "aws_iam_organizations_features" "root" { enabled_features = ["RootCredentialsManagement"] }

output "accounts" { value = sort(data.aws_organizations_organization.all.accounts[*].name) }
output "profile" { value = aws_iam_instance_profile.web.arn }
output "linked" { value = aws_iam_service_linked_role.scaling.name }
`;

describe.skipIf(!inject('programs').terraform)(
  "Terraform, an account's own IAM and the organization's policies",
  () => {
    let workshop: Workshop;
    let served: ServedSandbox;

    /** What a command of Terraform prints. */
    async function terraform(...words: string[]): Promise<string> {
      const env = cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.management));
      const ended = await run('terraform', words, { env, cwd: workshop.folder }, 110_000);
      expect(ended.code, ended.stderr).toBe(0);
      return ended.stdout;
    }

    /** Names of the policies that are attached to the root. */
    async function policies(): Promise<(string | undefined)[] | undefined> {
      const sdk = new Sdk(served.endpoint, served.profiles.management);
      const { Roots } = await sdk.organizations.send(new ListRootsCommand({}));
      const input = { TargetId: Roots?.[0]?.Id, Filter: 'SERVICE_CONTROL_POLICY' } as const;
      const { Policies } = await sdk.organizations.send(new ListPoliciesForTargetCommand(input));
      sdk.close();
      return Policies?.map(({ Name }) => Name).sort();
    }

    beforeAll(async () => {
      workshop = openWorkshop();
      served = await serveSandbox(workshop);
      // Of central root access nothing is there that Terraform is to make.
      const sdk = new Sdk(served.endpoint, served.profiles.management);
      await sdk.iam.send(new DisableOrganizationsRootCredentialsManagementCommand({}));
      sdk.close();
      writeFileSync(join(workshop.folder, 'main.tf'), configuration);
      await terraform('init', '-no-color', '-input=false', `-plugin-dir=${inject('terraformPlugins')}`);
    });

    afterAll(async () => {
      await served?.stop();
      workshop?.remove();
    });

    test('it is applied, and a second plan finds nothing to do', async () => {
      await terraform('apply', '-no-color', '-auto-approve');
      const outputs = JSON.parse(await terraform('output', '-json'));
      expect(outputs).toMatchObject({
        accounts: { value: ['Ops', 'management'] },
        profile: { value: expect.stringMatching(/:instance-profile\/web$/) },
        linked: { value: 'AWSServiceRoleForAutoScaling_blue' },
      });
      expect(await policies()).toEqual(['FullAWSAccess', 'guard']);
      // 2 would be a difference.
      await terraform('plan', '-no-color', '-detailed-exitcode');
    });

    test('everything goes again, and a user with everything that it came to have', async () => {
      const sdk = new Sdk(served.endpoint, served.profiles.management);
      const UserName = 'robot';
      await sdk.iam.send(new CreateAccessKeyCommand({ UserName }));
      await sdk.iam.send(new CreateLoginProfileCommand({ UserName, Password: 'Correct-Horse-1' }));
      const device = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: UserName });
      const { VirtualMFADevice } = await sdk.iam.send(device);
      const seed = Buffer.from(VirtualMFADevice?.Base32StringSeed ?? []).toString();
      const SerialNumber = VirtualMFADevice?.SerialNumber;
      // The sandbox is another process with the machine's time.
      const codes = twoCodes(seed, Date.now());
      await sdk.iam.send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
      await terraform('destroy', '-no-color', '-auto-approve');
      const { Users } = await sdk.iam.send(new ListUsersCommand({}));
      expect(Users?.map((user) => user.UserName)).toEqual(['management-admin']);
      expect((await sdk.iam.send(new ListVirtualMFADevicesCommand({}))).VirtualMFADevices).toEqual([]);
      expect(await policies()).toEqual(['FullAWSAccess']);
      sdk.close();
    });
  },
);
