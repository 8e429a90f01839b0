import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv } from './support/environment.ts';

/** The AWS CLI reads S3's XML and signs S3's way by itself. */
describe.skipIf(!inject('programs').aws)('buckets with the AWS CLI', () => {
  let workshop: Workshop;
  let served: ServedSandbox;

  const call = (...words: string[]) =>
    run('aws', [...words, '--output', 'json'], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, served.profiles.management)),
      cwd: workshop.folder,
    });

  async function aws(...words: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await call(...words);
    expect(code, stderr).toBe(0);
    return stdout.trim() === '' ? undefined : JSON.parse(stdout);
  }

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('a bucket is made, and has a policy', async () => {
    const bucket = ['--bucket', 'acme-logs'];
    expect(await aws('s3api', 'create-bucket', ...bucket)).toMatchObject({ Location: '/acme-logs' });
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'cloudtrail.amazonaws.com' },
          Action: 's3:GetBucketAcl',
          Resource: 'arn:aws:s3:::acme-logs',
        },
      ],
    });
    await aws('s3api', 'put-bucket-policy', ...bucket, '--policy', policy);
    expect(await aws('s3api', 'get-bucket-policy', ...bucket)).toEqual({ Policy: policy });
    expect(await aws('s3api', 'get-bucket-acl', ...bucket)).toMatchObject({
      Grants: [{ Grantee: { Type: 'CanonicalUser' }, Permission: 'FULL_CONTROL' }],
    });
  });

  test('a bucket of another region is found', async () => {
    const bucket = ['--bucket', 'acme-eu'];
    await aws(
      ...['s3api', 'create-bucket', ...bucket],
      ...['--create-bucket-configuration', 'LocationConstraint=eu-west-1'],
    );
    // The CLI is sent on, and asks again in the bucket's region.
    expect(await aws('s3api', 'get-bucket-encryption', ...bucket)).toMatchObject({
      ServerSideEncryptionConfiguration: { Rules: [{ BucketKeyEnabled: false }] },
    });
  });

  test('its errors are shown in words', async () => {
    const missing = await call('s3api', 'head-bucket', '--bucket', 'acme-none');
    expect(missing.stderr).toContain(
      'An error occurred (404) when calling the HeadBucket operation: Not Found',
    );
    const owner = ['--expected-bucket-owner', '111122223333'];
    const foreign = await call('s3api', 'get-bucket-acl', '--bucket', 'acme-logs', ...owner);
    expect(foreign.stderr).toContain('An error occurred (AccessDenied)');
  });
});
