import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linesOfFailure } from '../../src/cli/account/shell-failure.ts';
import { entering, shellEnvironment } from '../../src/credentials/environment-change.ts';
import { Failure } from '../../src/model/failure.ts';
import { acmeSession } from '../support/client-run.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

let here: TwoClients;
beforeAll(async () => {
  here = await twoClients();
});
afterAll(() => here.remove());

const before = { AWS_PROFILE: 'ops', AWS_REGION: 'us-west-2' };
/** The variables of a shell that has entered acme. */
const inAcme: NodeJS.ProcessEnv = Object.fromEntries(
  entering({ ...acmeSession, region: 'eu-central-1' }, shellEnvironment(before)).set,
);

/** What a POSIX shell in acme is left with once it has read the lines. */
function read(lines: string) {
  const script = `eval "$1" && echo went on; env`;
  const { stdout } = spawnSync('sh', ['-c', script, 'sh', lines], { env: inAcme, encoding: 'utf8' });
  return stdout.split('\n').filter((line) => /^(AWS_|DIVERST_|went on)/.test(line));
}

const left = ['AWS_PROFILE=ops', 'AWS_REGION=us-west-2'];

describe('a shell in a client, after a command that failed', () => {
  it.each<[string, readonly string[], number]>([
    ['a client that nothing grants', ['client', 'assume', 'acmee'], 1],
    ['what is no client name', ['client', 'assume', 'ACME!'], 64],
    ['a duration that AWS does not give', ['client', 'assume', 'acme', '--duration', '19h'], 64],
    ['an option that does not exist', ['client', 'assume', '--nonsense', 'acme'], 64],
    ['a format that does not exist', ['client', 'assume', 'acme', '--format', 'nonsense'], 64],
    ['no name, and nobody to ask', ['--no-input', 'client', 'assume'], 64],
    ['a command that was mistyped', ['client', 'asume', 'acme'], 64],
    [
      'a configuration that is not there',
      ['--config', '/nonexistent', 'client', 'assume', 'acme', '--no-cache'],
      64,
    ],
    ['a profile that is called like a command', ['--profile', 'client', 'client', 'assume', 'acme'], 64],
    ['leave of what is no client name', ['client', 'leave', '../acme'], 64],
  ])('is in no client, and stops: %s', async (_, argv, code) => {
    const result = await here.run(argv, { env: inAcme });
    expect(result).toMatchObject({ code });
    expect(result.stderr).toContain('error:');
    expect(result.stderr).toMatch(/\n! this shell leaves client acme\n$/);
    expect(read(result.stdout).sort()).toEqual(left);
  });

  it('also when the command was interrupted', async () => {
    const interruption = new AbortController();
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
    const { code, stdout } = await here.run(['client', 'assume', 'acme', '--no-cache'], {
      env: inAcme,
      signal: interruption.signal,
    });
    expect(code).toBe(130);
    expect(read(stdout).sort()).toEqual(left);
  });

  it.each([
    ['fish', /^set -gx AWS_PROFILE 'ops';\n[\s\S]*\nfalse;\n$/],
    ['powershell', /^\$Env:AWS_PROFILE = 'ops'\n[\s\S]*\nthrow '[^']+'\n$/],
    ['cmd', /^set "AWS_PROFILE=ops"\r\n[\s\S]*\r\ncmd \/c exit 1\r\n$/],
    ['csh', /^setenv AWS_PROFILE 'ops';\n[\s\S]*\nfalse;\n$/],
    ['env', /^export AWS_PROFILE='ops';\n[\s\S]*\nfalse;\n$/],
  ])('is reported in %s', async (format, lines) => {
    for (const option of [['--format', format], [`--format=${format}`], ['-f', format], [`-f${format}`]]) {
      const { stdout } = await here.run(['client', 'assume', 'acmee', ...option], { env: inAcme });
      expect(stdout).toMatch(lines);
      expect(stdout).not.toContain(acmeSession.secretAccessKey);
    }
  });

  it.each([
    ['cannot write', 'a%22b', 'cmd cannot hold the value of AWS_PROFILE'],
    ['would read in another way', 'M%C3%BCller', 'it would read another value of AWS_PROFILE than Müller'],
  ])('is in no client also where it %s what was there before', async (_, was, why) => {
    const base = `v=1:set.AWS_ACCESS_KEY_ID=ASIA:was.AWS_PROFILE=${was}`;
    const env = { AWS_ACCESS_KEY_ID: 'ASIA', DIVERST_CLIENT: 'acme', DIVERST_BASE: base };
    const { code, stdout, stderr } = await here.run(['client', 'leave', '--format', 'cmd'], { env });
    expect(code).toBe(1);
    expect(stderr).toContain(`cannot restore the environment of this shell: ${why}`);
    expect(stdout).toContain('set "AWS_PROFILE="\r\n');
    expect(stdout).toContain('set "AWS_ACCESS_KEY_ID="\r\n');
    expect(stdout.endsWith('cmd /c exit 1\r\n')).toBe(true);
  });
});

describe('nothing is printed', () => {
  it.each([
    ['credential-process', ['client', 'assume', 'acmee', '--format', 'credential-process']],
    ['dotenv', ['client', 'assume', 'acmee', '--format', 'dotenv']],
    ['github', ['client', 'assume', 'acmee', '--format', 'github']],
    ['another command', ['client', 'show', 'acmee']],
    ['a program that is run', ['client', 'exec', 'acmee', '--', 'assume']],
    ['credential-process, in short', ['client', 'assume', 'acmee', '-fcredential-process']],
  ])('for a program that reads %s', async (_, argv) => {
    const result = await here.run(argv, { env: inAcme });
    expect(result.code).not.toBe(0);
    expect(result.stdout).toBe('');
  });

  it.each([
    ['--format json', ['client', 'assume', 'acmee', '--format', 'json']],
    ['--json', ['client', 'assume', 'acmee', '--json']],
    ['leave --json', ['client', 'leave', '../acme', '--json']],
  ])('but an error, for a program that reads %s', async (_, argv) => {
    const result = await here.run(argv, { env: inAcme });
    expect(JSON.parse(result.stdout)).toMatchObject({ error: { exitCode: result.code } });
  });

  it('by help, which succeeds', async () => {
    expect((await here.run(['client', 'leave', '--help'])).stdout).not.toMatch(/^false/m);
  });
});

it('a shell in no client is only stopped', () => {
  const shell = shellEnvironment({ AWS_PROFILE: 'ops', AWS_ACCESS_KEY_ID: 'AKIAOWN' });
  expect(linesOfFailure(['client', 'assume', 'x', '--format', 'env'], shell)).toBe('false;\n');
});
