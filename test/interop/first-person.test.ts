import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { diverst, openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv, type Keys } from './support/environment.ts';

let workshop: Workshop;
let served: ServedSandbox;

beforeAll(async () => {
  workshop = openWorkshop();
  const stateFile = join(workshop.folder, 'sandbox.json');
  const reset = await diverst(workshop, ['sandbox', 'reset', '--empty', '--sandbox-state', stateFile]);
  expect(reset, reset.stderr).toMatchObject({ code: 0 });
  served = await serveSandbox(workshop);
  writeFileSync(
    join(workshop.folder, 'diverst.config.yaml'),
    'client: { email: "aws+{client}@example.com" }\n',
  );
});
afterAll(async () => {
  await served?.stop();
  workshop?.remove();
});

describe.runIf(inject('programs').aws)('from an account without an organization', () => {
  test('the lines that org init ends with make a person who gets into a client', {
    timeout: 240_000,
  }, async () => {
    const admin = awsEnv(served.endpoint, served.profiles.management);
    const made = await diverst(
      workshop,
      ['org', 'init', '--yes', '--ops-email', 'aws+ops@example.com'],
      admin,
    );
    expect(made, made.stderr).toMatchObject({ code: 0 });
    const block = /^\(\n(?:.*\n)*?\)\n/m.exec(made.stdout)?.[0];
    expect(block).toContain('aws iam create-user');

    const pasted = await run('bash', ['-c', `${block}`], {
      env: cleanEnv(workshop.folder, admin),
      cwd: workshop.folder,
    });
    expect(pasted, pasted.stderr).toMatchObject({ code: 0 });
    const [answer = ''] = /\{\s*"AccessKey"[\s\S]*\}/.exec(pasted.stdout) ?? [];
    const { AccessKey } = JSON.parse(answer);
    const jane: Keys = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };

    const client = await diverst(workshop, ['client', 'init', 'acme', '--yes'], admin);
    expect(client, client.stderr).toMatchObject({ code: 0 });
    const person = awsEnv(served.endpoint, jane);
    const list = await diverst(workshop, ['client', 'list', '--json'], person);
    expect(JSON.parse(list.stdout)).toMatchObject({
      identity: expect.stringMatching(/:user\/jane$/),
      clients: [{ client: 'acme' }],
    });
    const session = await diverst(
      workshop,
      ['client', 'exec', 'acme', '--', 'aws', 'sts', 'get-caller-identity', '--output', 'text'],
      person,
    );
    expect(session, session.stderr).toMatchObject({ code: 0 });
    expect(session.stdout).toContain('assumed-role/acme-production/jane');
  });

  test('the AWS CLI reads the trail that org init made', async () => {
    const env = cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.management));
    async function aws<T>(...words: string[]): Promise<T> {
      const { code, stdout, stderr } = await run('aws', [...words, '--output', 'json'], {
        env,
        cwd: workshop.folder,
      });
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout) as T;
    }
    const { trailList } = await aws<{ readonly trailList: readonly Record<string, unknown>[] }>(
      'cloudtrail',
      'describe-trails',
    );
    expect(trailList).toMatchObject([
      {
        Name: 'diverst-organization',
        IsOrganizationTrail: true,
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        LogFileValidationEnabled: true,
      },
    ]);
    const name = String(trailList[0]?.TrailARN);
    expect(await aws('cloudtrail', 'get-trail-status', '--name', name)).toMatchObject({ IsLogging: true });
    const bucket = String(trailList[0]?.S3BucketName);
    expect(await aws('s3api', 'get-public-access-block', '--bucket', bucket)).toMatchObject({
      PublicAccessBlockConfiguration: { BlockPublicPolicy: true, RestrictPublicBuckets: true },
    });
  });
});
