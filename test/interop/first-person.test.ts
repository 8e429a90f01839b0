import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { diverst, openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

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
  test('the line that org init ends with makes a person, with groups and a first password', {
    timeout: 240_000,
  }, async () => {
    const admin = awsEnv(served.endpoint, served.profiles.management);
    const made = await diverst(
      workshop,
      ['org', 'init', '--yes', '--ops-email', 'aws+ops@example.com'],
      admin,
    );
    expect(made, made.stderr).toMatchObject({ code: 0 });
    const line = /^ {4}diverst (.* --group production)$/m.exec(made.stdout)?.[1] ?? '';
    expect(line).toBe('user add kim --group production');
    const added = await diverst(workshop, [...line.split(' '), '--yes', '--json'], admin);
    expect(added, added.stderr).toMatchObject({ code: 0 });
    const { account, password } = JSON.parse(added.stdout);
    expect(password).toMatch(/^\S{20}$/);

    const aws = async (words: readonly string[], keys: Record<string, string>) => {
      const { code, stdout, stderr } = await run('aws', [...words, '--output', 'json'], {
        env: cleanEnv(workshop.folder, { ...admin, ...keys }),
        cwd: workshop.folder,
      });
      expect(code, stderr).toBe(0);
      return JSON.parse(stdout);
    };
    const role = `arn:aws:iam::${account.id}:role/OrganizationAccountAccessRole`;
    const assume = ['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'test'];
    const { Credentials } = await aws(assume, {});
    const inOps = {
      AWS_ACCESS_KEY_ID: Credentials.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials.SessionToken,
    };
    const { LoginProfile } = await aws(['iam', 'get-login-profile', '--user-name', 'kim'], inOps);
    expect(LoginProfile).toMatchObject({ UserName: 'kim', PasswordResetRequired: true });
    const { Groups } = await aws(['iam', 'list-groups-for-user', '--user-name', 'kim'], inOps);
    expect(Groups.map(({ GroupName }: { readonly GroupName: string }) => GroupName).sort()).toEqual([
      'people',
      'production',
    ]);
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
