import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import {
  diverst,
  type InitObject,
  initClient,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

/** A role that demands the name of the person, as other tools meet it. */
describe('a client role that demands the name of the person', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let acme: InitObject;

  beforeAll(async () => {
    workshop = openWorkshop();
    const config = join(workshop.folder, 'diverst.config.yaml');
    writeFileSync(config, 'client: { role: { requireSourceIdentity: true } }\n');
    served = await serveSandbox(workshop);
    acme = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
  });
  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  const env = (more: Readonly<Record<string, string>> = {}) => ({
    ...cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.ops)),
    ...more,
  });

  describe.skipIf(!inject('programs').aws)('the AWS CLI', () => {
    const assume = (...words: readonly string[]) => {
      const all = [
        'sts',
        'assume-role',
        '--role-arn',
        acme.role.arn,
        '--role-session-name',
        'alice',
        ...words,
      ];
      return run('aws', [...all, '--output', 'json'], { env: env(), cwd: workshop.folder });
    };

    test('gets in with the own name', async () => {
      const { code, stdout, stderr } = await assume('--source-identity', 'ops-user');
      expect(code, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ SourceIdentity: 'ops-user' });
    });

    test.each([
      ['the name of another', ['--source-identity', 'alice']],
      ['no name', []],
    ])('is denied with %s', async (_name, words) => {
      const { code, stderr } = await assume(...words);
      expect(code).not.toBe(0);
      expect(stderr).toContain('(AccessDenied)');
    });

    test('is denied by a profile that names the role, which can give no source identity', async () => {
      const { accessKeyId, secretAccessKey } = served.profiles.ops;
      const file = join(workshop.folder, 'aws-config');
      const text = `[profile ops]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
[profile acme]
role_arn = ${acme.role.arn}
source_profile = ops
`;
      writeFileSync(file, text, { mode: 0o600 });
      const {
        AWS_ACCESS_KEY_ID: _id,
        AWS_SECRET_ACCESS_KEY: _secret,
        ...rest
      } = env({ AWS_CONFIG_FILE: file });
      const words = ['sts', 'get-caller-identity', '--profile', 'acme'];
      const { code, stderr } = await run('aws', words, { env: rest, cwd: workshop.folder });
      expect(code).not.toBe(0);
      expect(stderr).toContain('(AccessDenied)');
    });

    test('is named in the history by the source identity, whatever the session is called', async () => {
      const opened = await assume('--source-identity', 'ops-user');
      const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(opened.stdout).Credentials;
      const asRole = env({
        AWS_ACCESS_KEY_ID: AccessKeyId,
        AWS_SECRET_ACCESS_KEY: SecretAccessKey,
        AWS_SESSION_TOKEN: SessionToken,
      });
      const made = await run('aws', ['iam', 'create-group', '--group-name', 'made-by-hand'], {
        env: asRole,
        cwd: workshop.folder,
      });
      expect(made.code, made.stderr).toBe(0);
      const words = ['client', 'history', 'acme', '--event', 'CreateGroup', '--json'];
      const history = await diverst(workshop, [...words, '--sandbox-state', served.stateFile]);
      expect(history.code, history.stderr).toBe(0);
      expect(JSON.parse(history.stdout)).toMatchObject({
        event: 'CreateGroup',
        resources: [{ type: 'group', name: 'made-by-hand' }],
        who: { kind: 'person', name: 'ops-user', proof: 'proven', session: 'alice' },
        from: { tool: 'aws-cli' },
      });
    });
  });

  describe.skipIf(!inject('programs').terraform)('Terraform', () => {
    const terraform = (words: readonly string[], person = '') =>
      run('terraform', words, { env: env({ TF_VAR_person: person }), cwd: workshop.folder }, 90_000);

    test('works by the block of client terraform as the person, and as nobody else', async () => {
      const words = [
        ...['client', 'terraform', 'acme', '--with', 'assume-role'],
        ...['--no-alias', '--region', 'us-east-1'],
      ];
      const block = await diverst(workshop, [...words, '--sandbox-state', served.stateFile]);
      expect(block.code, block.stderr).toBe(0);
      expect(block.stdout).not.toContain('ops-user');
      const rest =
        'data "aws_caller_identity" "me" {}\noutput "arn" { value = data.aws_caller_identity.me.arn }\n';
      writeFileSync(join(workshop.folder, 'main.tf'), block.stdout + rest);
      const plugins = `-plugin-dir=${inject('terraformPlugins')}`;
      const ready = await terraform(['init', '-no-color', '-input=false', plugins]);
      expect(ready.code, ready.stderr).toBe(0);

      const denied = await terraform(['plan', '-no-color', '-input=false'], 'alice');
      expect(denied.code).toBe(1);
      expect(denied.stderr).toMatch(/api error AccessDenied/);

      const applied = await terraform(['apply', '-no-color', '-input=false', '-auto-approve'], 'ops-user');
      expect(applied.code, applied.stderr).toBe(0);
      expect(applied.stdout).toContain(`assumed-role/acme-production/terraform-ops-user`);

      const asked = [
        'client',
        'history',
        'acme',
        '--all',
        '--tool',
        'terraform',
        '--who',
        'ops-user',
        '--json',
      ];
      const history = await diverst(workshop, [...asked, '--sandbox-state', served.stateFile]);
      expect(history.code, history.stderr).toBe(0);
      const [event] = history.stdout.split('\n');
      expect(JSON.parse(event ?? '')).toMatchObject({
        who: { name: 'ops-user', proof: 'proven', session: 'terraform-ops-user' },
      });
    });
  });
});
