import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { clientIdentity, type Desk, keptSessions, openDesk, profiles } from './support/client-profile.ts';

/** Programs that know nothing of diverst get a client's session through a profile of the AWS configuration file. */
const programs = inject('programs');
const names = Object.values(profiles);

let desk: Desk;
beforeAll(async () => {
  desk = await openDesk();
});
afterAll(() => desk?.leave());

const config = () => join(desk.workshop.folder, '.aws', 'config');

test('client profile leaves what stood in the file, and writes a command that gives the session', async () => {
  const text = readFileSync(config(), 'utf8');
  expect(text).toMatch(/^# my own\n\[profile ops\]\nregion = us-east-1\n\n\[profile acme-by-hand\]\n/);
  const [, command = ''] = /^\[profile acme\]\ncredential_process = (.+)$/m.exec(text) ?? [];
  expect(command).toMatch(
    /^\/\S.* client assume acme --format credential-process --no-input .*--profile ops/,
  );
  expect(JSON.parse(await desk.ok('sh', ['-c', command]))).toMatchObject({
    Version: 1,
    AccessKeyId: expect.stringMatching(/^ASIA/),
  });
});

describe.skipIf(!programs.aws)('the AWS CLI', () => {
  const who = ['sts', 'get-caller-identity', '--output', 'json'];

  test.each(names)('is the client’s role with --profile %s', async (profile) => {
    const caller = JSON.parse(await desk.ok('aws', [...who, '--profile', profile]));
    expect(caller).toMatchObject({ Account: desk.acme.account.id, Arn: clientIdentity(desk) });
  });

  test.each(names)('is the client’s role with AWS_PROFILE=%s', async (profile) => {
    const caller = JSON.parse(await desk.ok('aws', who, { AWS_PROFILE: profile }));
    expect(caller).toMatchObject({ Arn: clientIdentity(desk) });
  });

  test('run eight times at once opens one session more at most', async () => {
    const before = keptSessions(desk).length;
    const key = ['configure', 'get', 'aws_access_key_id', '--profile', profiles.written];
    const said = await Promise.all(
      Array.from({ length: 8 }, () => desk.ok('aws', [...who, '--profile', profiles.written])),
    );
    expect(new Set(said).size).toBe(1);
    expect(keptSessions(desk).length - before).toBeLessThanOrEqual(1);
    // The key is nowhere in the file: it came from the command.
    expect((await desk.run('aws', key)).code).not.toBe(0);
  });

  test('gets what diverst says when it fails', async () => {
    appendFileSync(
      config(),
      '\n[profile nobody]\nregion = us-east-1\ncredential_process = diverst client assume nobody --format credential-process --no-input --profile ops\n',
    );
    const { code, stdout, stderr } = await desk.run('aws', [...who, '--profile', 'nobody']);
    expect({ failed: code !== 0, stdout }).toEqual({ failed: true, stdout: '' });
    expect(stderr).toContain('you do not have access to client nobody');
  });

  test('with a profile that would sign for itself fails at once, and says so', async () => {
    appendFileSync(
      config(),
      '\n[profile round]\nregion = us-east-1\ncredential_process = diverst client assume acme --format credential-process --no-input\n',
    );
    const from = performance.now();
    const { code, stderr } = await desk.run('aws', who, { AWS_PROFILE: 'round' });
    expect(code).not.toBe(0);
    expect(stderr).toContain('--profile');
    // One waiting for the other would take 20 seconds and more.
    expect(performance.now() - from).toBeLessThan(15_000);
  });

  test('keeps working in a GitHub Actions job, whose variables --format github has set', async () => {
    const file = join(desk.workshop.folder, 'github-env');
    writeFileSync(file, '');
    const words = ['--profile', 'ops', 'client', 'assume', 'acme', '--format', 'github'];
    await desk.ok('diverst', words, { GITHUB_ENV: file });
    const lines = readFileSync(file, 'utf8').matchAll(/^(\w+)<<(\S+)\n([\s\S]*?)\n\2\n/gm);
    const env = Object.fromEntries([...lines].map(([, name = '', , value = '']) => [name, value]));
    expect(env).toMatchObject({ DIVERST_CLIENT: 'acme' });
    const caller = JSON.parse(await desk.ok('aws', who, { AWS_DEFAULT_REGION: 'us-east-1', ...env }));
    expect(caller).toMatchObject({ Arn: clientIdentity(desk) });
  });
});

describe.skipIf(!programs.boto3)('boto3', () => {
  const script = [
    'import boto3, json, sys',
    'session = boto3.Session(profile_name=sys.argv[1])',
    'found = session.get_credentials()',
    'me = session.client("sts").get_caller_identity()',
    'left = (found._expiry_time - found._time_fetcher()).total_seconds()',
    'print(json.dumps({"arn": me["Arn"], "method": found.method, "left": left}))',
  ].join('\n');

  test.each(names)('is the client’s role in Session(profile_name="%s"), for an hour', async (profile) => {
    const answer = JSON.parse(await desk.ok('python3', ['-c', script, profile]));
    expect(answer).toMatchObject({ arn: clientIdentity(desk), method: 'custom-process' });
    expect(answer.left).toBeGreaterThan(3_000);
    expect(answer.left).toBeLessThanOrEqual(3_600);
  });
});
