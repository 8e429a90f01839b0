import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv, type Keys } from './support/environment.ts';

/** What the AWS CLI makes and reads of a trail for the organization, step by step as AWS's page has it. */
describe.skipIf(!inject('programs').aws)('trails with the AWS CLI', () => {
  let workshop: Workshop;
  let served: ServedSandbox;

  const call = (keys: Keys, words: readonly string[]) =>
    run('aws', [...words, '--output', 'json'], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, keys)),
      cwd: workshop.folder,
    });

  async function aws<T>(...words: string[]): Promise<T> {
    const { code, stdout, stderr } = await call(served.profiles.management, words);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout.trim() || '{}') as T;
  }

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('a trail for the organization is made, logs, and is seen by members', async () => {
    const { managementAccountId: id, organization } = JSON.parse(readFileSync(served.stateFile, 'utf8'));
    const arn = `arn:aws:cloudtrail:us-east-1:${id}:trail/by-hand`;
    const principal = ['--service-principal', 'cloudtrail.amazonaws.com'];
    await aws('organizations', 'enable-aws-service-access', ...principal);
    await aws('s3api', 'create-bucket', '--bucket', 'by-hand');
    const create = [
      ...['cloudtrail', 'create-trail', '--name', 'by-hand', '--s3-bucket-name', 'by-hand'],
      ...['--is-organization-trail', '--is-multi-region-trail', '--enable-log-file-validation'],
    ];
    const early = await call(served.profiles.management, create);
    expect(early.stderr).toContain('An error occurred (InsufficientS3BucketPolicyException)');
    const parts = { Effect: 'Allow', Principal: { Service: 'cloudtrail.amazonaws.com' } };
    const source = { 'aws:SourceArn': arn };
    const write = (owner: string) => ({
      ...parts,
      Action: 's3:PutObject',
      Resource: `arn:aws:s3:::by-hand/AWSLogs/${owner}/*`,
      Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
    });
    const acl = {
      ...parts,
      Action: 's3:GetBucketAcl',
      Resource: 'arn:aws:s3:::by-hand',
      Condition: { StringEquals: source },
    };
    const Statement = [acl, write(id), write(organization.id)];
    const policy = JSON.stringify({ Version: '2012-10-17', Statement });
    await aws('s3api', 'put-bucket-policy', '--bucket', 'by-hand', '--policy', policy);
    // On the command line, a change takes a moment to be seen everywhere.
    await expect
      .poll(async () => (await call(served.profiles.management, create)).code, { timeout: 10_000 })
      .toBe(0);
    await aws('cloudtrail', 'start-logging', '--name', 'by-hand');

    const { trailList } = await aws<{ trailList: { Name: string }[] }>('cloudtrail', 'describe-trails');
    expect(trailList.find(({ Name }) => Name === 'by-hand')).toMatchObject({
      TrailARN: arn,
      HomeRegion: 'us-east-1',
      IsMultiRegionTrail: true,
      IsOrganizationTrail: true,
      LogFileValidationEnabled: true,
    });
    const status = await aws<object>('cloudtrail', 'get-trail-status', '--name', 'by-hand');
    expect(status).toMatchObject({ IsLogging: true, StartLoggingTime: expect.anything() });
    const inOps = await call(served.profiles.ops, ['cloudtrail', 'stop-logging', '--name', arn]);
    expect(inOps.stderr).toContain('An error occurred (AccessDeniedException)');
  });
});
