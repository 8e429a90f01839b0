import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { guardrailNames } from '../../src/model/guardrails.ts';
import { type CliOptions, runCli, type TestOrganization, testOrganization } from '../support/cli.ts';
import { opsOf, roleOf } from '../support/state.ts';

/** What the company does every day, with every guardrail there is. */

let folder: string;
let organization: TestOrganization;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-daily-'));
  writeFileSync(
    join(folder, 'diverst.config.yaml'),
    `guardrails: {enabled: [${guardrailNames.join(', ')}], issuers: []}
client: {role: {requireMfa: true}}
environment: {accounts: [staging], role: {requireMfa: true}}
`,
  );
  organization = testOrganization({ start: 'empty', rates: false });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function diverst(line: string, options: CliOptions = {}): Promise<string> {
  const env = { DIVERST_SANDBOX_STATE: join(folder, 'state.json'), DIVERST_MFA_PROCESS: 'echo 123456' };
  const result = await runCli(organization, line.split(' '), { env, cwd: folder, ...options });
  expect(result.code, `${line}\n${result.stderr}`).toBe(0);
  return result.stdout;
}

interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

async function sessionBy(line: string): Promise<IAMClient> {
  const { accessKeyId, secretAccessKey, sessionToken } = JSON.parse(
    await diverst(`${line} --format json`),
  ) as Session;
  return new IAMClient({
    region: organization.sandbox.region,
    requestHandler: organization.sandbox.requestHandler,
    credentials: { accessKeyId, secretAccessKey, sessionToken },
    maxAttempts: 1,
  });
}

const ofService = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const reading = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }],
});

/** What a module of Terraform makes of IAM in an account. */
async function buildIn(iam: IAMClient): Promise<void> {
  const RoleName = 'worker';
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: ofService,
      Tags: [{ Key: 'team', Value: 'a' }],
    }),
  );
  const made = await iam.send(new CreatePolicyCommand({ PolicyName: 'reading', PolicyDocument: reading }));
  await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: made.Policy?.Arn }));
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'own', PolicyDocument: reading }));
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'own' }));
  await iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: 'team', Value: 'b' }] }));
  await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: ofService }));
  const InstanceProfileName = 'worker';
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
}

it('everything that the company does works with all guardrails', async () => {
  await diverst('org init --yes');
  await diverst('client init acme --yes');
  await diverst('env init staging --yes');
  // The person who works in Ops is added when the profile is first used, and registers a device.
  await diverst('client list');
  organization.sandbox.edit((state) => {
    const { ops, user } = opsOf(state);
    user.mfaDevices = [`arn:aws:iam::${ops.id}:mfa/phone`];
  });
  organization.clock.advance(120_000);
  await diverst('org audit --fail-on low');

  const acme = await sessionBy('client assume acme');
  await buildIn(acme);
  await buildIn(await sessionBy('env assume staging'));
  await expect(acme.send(new CreateUserCommand({ UserName: 'robot' }))).rejects.toThrow(
    /explicit deny in a service control policy/,
  );
  const emergency = await sessionBy('client assume acme --break-glass --reason trial --profile management');
  await emergency.send(new CreateUserCommand({ UserName: 'robot', Path: '/own/' }));

  organization.sandbox.edit((state) => {
    Object.assign(roleOf(state, 'acme'), { attached: [], maxSessionDuration: 7_200 });
    delete state.iam[Object.values(state.accounts).find(({ name }) => name === 'acme')?.id ?? '']?.users
      .robot;
  });
  organization.clock.advance(120_000);
  await diverst('org repair --yes');
  organization.clock.advance(120_000);
  await diverst('org audit --fail-on low');
});
