import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Desk, openDesk, profiles } from './support/client-profile.ts';
import { initClient } from './support/diverst.ts';
import { given, Sdk } from './support/sdk.ts';
import { shownCombinations } from './support/terraform-docs.ts';

const ways = ['environment', 'assume-role', 'profile'] as const;

const configuration = `profiles: { ops: ops }
region: us-east-1
client:
  ci: { subject: "repo:company/infra:environment:{client}", managedPolicies: [ReadOnlyAccess] }
`;

/** One module has a provider of each form, so that one plan asks all of them. */
const moduleOf = (names: readonly string[]) => `
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
${names.map((name) => `data "aws_caller_identity" "${name}" { provider = aws.${name} }`).join('\n')}
`;

describe.skipIf(!inject('programs').terraform)(
  'the blocks of client terraform, with each way to sign',
  () => {
    let desk: Desk;
    const file = (name: string) => join(desk.workshop.folder, name);

    /** What `terraform plan` said of each provider: the account that it worked in, or what was wrong. */
    async function plan(command: string, env: Readonly<Record<string, string>> = {}) {
      const { stdout, stderr } = await desk.run('sh', ['-c', command], {
        TF_CLI_ARGS_plan: '-no-color -input=false',
        ...env,
      });
      const read = [
        ...stdout.matchAll(/^data\.aws_caller_identity\.([\w-]+): Read complete .*\[id=(\d+)\]$/gm),
      ];
      const errors = stderr.split(/^Error: /m).slice(1);
      return {
        accounts: Object.fromEntries(read.map(([, name = '', account]) => [name, account])),
        all: stderr,
        errorOf: (name: string) => errors.find((text) => text.includes(`"].${name},`)) ?? null,
      };
    }

    beforeAll(async () => {
      desk = await openDesk(configuration);
      await initClient(desk.workshop, 'globex', ['--sandbox-state', desk.served.stateFile]);
      const blocks = [];
      for (const way of ways) {
        blocks.push(await desk.ok('diverst', ['client', 'terraform', 'acme', '--with', way, '--alias', way]));
      }
      writeFileSync(file('providers.tf'), blocks.join('\n'));
      writeFileSync(file('main.tf'), moduleOf(ways));
      const plugins = `-plugin-dir=${inject('terraformPlugins')}`;
      await desk.ok('terraform', ['init', '-no-color', '-input=false', plugins]);
    });
    afterAll(() => desk?.leave());

    test.each(shownCombinations())('go together as docs/terraform.md says: $command', async (shown) => {
      const { command, refusals } = shown;
      expect(Object.keys(refusals)).toEqual(ways);
      const found = command === null ? await plan('terraform plan', await job()) : await plan(command);
      for (const [way, refusal] of Object.entries(refusals)) {
        if (refusal === null) {
          expect(found.errorOf(way), found.all).toBe(null);
          expect(found.accounts[way]).toBe(desk.acme.account.id);
        } else {
          expect(found.accounts[way]).toBe(undefined);
          expect(found.errorOf(way)).toMatch(new RegExp(`^${refusal}`));
        }
      }
    });

    /** A job of CI has exchanged its token for keys, and has no AWS files. */
    async function job() {
      const subject = 'repo:company/infra:environment:acme';
      const words = ['sandbox', 'token', '--subject', subject, '--sandbox-state', desk.served.stateFile];
      const sdk = new Sdk(desk.served.endpoint, { accessKeyId: 'none', secretAccessKey: 'none' });
      const { Credentials } = await sdk.sts.send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: `arn:aws:iam::${desk.acme.account.id}:role/acme-ci`,
          RoleSessionName: 'job',
          WebIdentityToken: (await desk.ok('diverst', words)).trim(),
        }),
      );
      sdk.close();
      return {
        AWS_ACCESS_KEY_ID: given(Credentials?.AccessKeyId, 'AccessKeyId'),
        AWS_SECRET_ACCESS_KEY: given(Credentials?.SecretAccessKey, 'SecretAccessKey'),
        AWS_SESSION_TOKEN: given(Credentials?.SessionToken, 'SessionToken'),
        AWS_CONFIG_FILE: '/dev/null',
        AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      };
    }

    test('works with a profile made by hand, and none of them in an account that is not the client’s', async () => {
      const others = ['assume-role', 'profile'] as const;
      const blocks = [];
      for (const way of others) {
        const words = ['client', 'terraform', 'acme', '--with', way, '--alias', way];
        blocks.push((await desk.ok('diverst', words)).replace(desk.acme.account.id, '999999999999'));
      }
      const byHand = `provider "aws" {\n  alias = "by-hand"\n  profile = "${profiles.byHand}"\n}\n`;
      writeFileSync(file('providers.tf'), [...blocks, byHand].join('\n'));
      writeFileSync(file('main.tf'), moduleOf([...others, 'by-hand']));
      const { accounts, errorOf } = await plan('AWS_PROFILE=ops terraform plan');
      for (const way of others) expect(errorOf(way)).toMatch(/^AWS account ID not allowed/);
      expect(accounts).toEqual({ 'by-hand': desk.acme.account.id });
    });
  },
);
