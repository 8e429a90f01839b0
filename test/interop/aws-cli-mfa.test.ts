import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { totp } from '../sandbox/totp.ts';
import { run } from './support/children.ts';
import { openWorkshop, type ServedSandbox, serveSandbox, type Workshop } from './support/diverst.ts';
import { awsEnv, cleanEnv, type Keys } from './support/environment.ts';

/** What a person does once: an MFA device of one's own, and then a session with its codes. */
describe.skipIf(!inject('programs').aws)('the AWS CLI and a virtual MFA device', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let root: Keys;

  const call = (words: readonly string[], keys: Keys = root) =>
    run('aws', [...words, '--output', 'json'], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, keys)),
      cwd: workshop.folder,
    });

  async function aws(words: string, keys: Keys = root): Promise<string> {
    const { code, stdout, stderr } = await call(words.split(' '), keys);
    expect(code, stderr).toBe(0);
    return stdout;
  }

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
    root = served.profiles.management;
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('it is made, enabled and used', async () => {
    const seedFile = join(workshop.folder, 'seed.txt');
    const made = await aws(
      `iam create-virtual-mfa-device --virtual-mfa-device-name phone --outfile ${seedFile} --bootstrap-method Base32StringSeed`,
    );
    const serial: string = JSON.parse(made).VirtualMFADevice.SerialNumber;
    const seed = readFileSync(seedFile, 'utf8').trim();
    expect(seed).toMatch(/^[A-Z2-7]{64}$/);
    // The sandbox is another process with the machine's time.
    const now = Date.now();
    await aws(
      `iam enable-mfa-device --user-name management-admin --serial-number ${serial} ` +
        `--authentication-code1 ${totp(seed, now)} --authentication-code2 ${totp(seed, now + 30_000)}`,
    );
    const session = (code: string) =>
      call(['sts', 'get-session-token', '--serial-number', serial, '--token-code', code]);
    const used = await session(totp(seed, Date.now()));
    expect(used.code, used.stderr).toBe(0);
    const { Credentials } = JSON.parse(used.stdout);
    const keys = {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    };
    // IAM answers sessions of a user only if they were opened with MFA.
    expect(JSON.parse(await aws('iam list-mfa-devices', keys)).MFADevices).toMatchObject([
      { UserName: 'management-admin', SerialNumber: serial },
    ]);
    const wrong = await session(totp(seed, Date.now() - 86_400_000));
    expect(wrong.stderr).toContain('MultiFactorAuthentication failed with invalid MFA one time pass code.');
    await aws(`iam deactivate-mfa-device --user-name management-admin --serial-number ${serial}`);
    await aws(`iam delete-virtual-mfa-device --serial-number ${serial}`);
  });

  test.each([
    ['configservice describe-config-rules', 'UnknownOperationException', 'config'],
    ['cloudwatch list-metrics', 'UnknownOperationException', 'monitoring'],
    ['autoscaling describe-auto-scaling-groups', 'InvalidAction', 'autoscaling'],
    ['ec2 describe-instances', 'InvalidAction', 'ec2'],
    ['route53 list-hosted-zones', 'UnknownOperationException', 'route53'],
    ['eks list-clusters', 'UnknownOperationException', 'eks'],
  ])('aws %s prints a sentence', async (words, code, service) => {
    const { stderr } = await call(words.split(' '));
    expect(stderr).toContain(`An error occurred (${code})`);
    expect(stderr).toContain(
      `The sandbox answers Organizations, IAM, STS, CloudTrail, S3 and Cost Explorer only. This request is for another service: ${service}.`,
    );
  });

  test('an operation that is not answered is named', async () => {
    const { stderr } = await call([
      'organizations',
      'decline-handshake',
      '--handshake-id',
      'h-examplehandshakeid',
    ]);
    expect(stderr).toContain('(UnknownOperationException)');
    expect(stderr).toContain('does not answer organizations:DeclineHandshake');
  });
});
