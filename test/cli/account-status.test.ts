import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testedKinds } from '../support/account-kinds.ts';
import { type CliOptions, jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import { madeClients } from '../support/made-clients.ts';

let organization: TestOrganization;
let folder: string;
beforeEach(async () => {
  organization = await madeClients({ rates: false });
  folder = mkdtempSync(join(tmpdir(), 'diverst-status-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (line: string, env: NodeJS.ProcessEnv = {}, options: CliOptions = {}) =>
  runCli(organization, line.split(' '), {
    ...options,
    env: { DIVERST_SANDBOX_STATE: join(folder, 'sandbox.json'), ...env },
  });

/** The variables that a shell has after a command. */
async function shellAfter(line: string): Promise<NodeJS.ProcessEnv> {
  const { stdout, code, stderr } = await run(`${line} --format dotenv`);
  expect(code, stderr).toBe(0);
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((text) => [
        text.slice(0, text.indexOf('=')),
        text.slice(text.indexOf('=') + 1).replace(/^'|'$/g, ''),
      ]),
  );
}

describe('client status', () => {
  it('says where the shell is and until when, without a call', async () => {
    const shell = await shellAfter('client assume acme');
    const calls = organization.sandbox.calls.length;
    const { code, stdout, stderr } = await run('client status', shell);
    expect(organization.sandbox.calls).toHaveLength(calls);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '! sandbox: not AWS\n' });
    expect(stdout).toMatch(
      new RegExp(
        [
          '^client   acme',
          'account  \\d{12}',
          'role     arn:aws:iam::\\d{12}:role/acme-production',
          'region   us-east-1',
          'you      arn:aws:iam::\\d{12}:user/ops-user',
          'state    valid until [\\d :-]+ UTC \\(60 min\\)\\n$',
        ].join('\\n'),
      ),
    );
    const json = jsonOf(await run('client status --json', shell));
    expect(json).toEqual({
      client: 'acme',
      state: 'valid',
      accountId: expect.stringMatching(/^\d{12}$/),
      roleArn: expect.stringContaining(':role/acme-production'),
      region: 'us-east-1',
      identity: expect.stringContaining(':user/ops-user'),
      expiration: shell['AWS_CREDENTIAL_EXPIRATION'],
      secondsLeft: expect.any(Number),
    });
  });

  it('outside any client ends with 1, and says what to type', async () => {
    const { code, stdout, stderr } = await run('client status');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('this shell is in no client and in no environment');
    expect(stderr).toContain('\n  eval "$(diverst client assume NAME)"\n');
    const json = await run('client status --json');
    expect({ code: json.code, json: jsonOf(json) }).toEqual({
      code: 1,
      json: { client: null, state: 'none' },
    });
  });

  it('with credentials that have expired ends with 1, and says what to type', async () => {
    const shell = await shellAfter('client assume acme');
    const past = { ...shell, AWS_CREDENTIAL_EXPIRATION: '2020-01-01T00:00:00Z' };
    const { code, stdout, stderr } = await run('client status', past);
    expect(code).toBe(1);
    expect(stdout).toContain('state    expired at 2020-01-01 00:00 UTC');
    expect(stderr).toContain('\n  eval "$(diverst client assume acme)"\n');
    const odd = await run('client status', { ...past, DIVERST_CLIENT: 'a b' });
    expect(odd.stderr).toContain(`\n  eval "$(diverst client assume 'a b')"\n`);
    expect(jsonOf(await run('client status --json', past))).toMatchObject({
      state: 'expired',
      secondsLeft: 0,
    });
  });

  it('with other keys in the shell ends with 1', async () => {
    const shell = { ...(await shellAfter('client assume acme')), AWS_ACCESS_KEY_ID: 'AKIAOTHER' };
    const { code, stdout } = await run('client status', shell);
    expect(code).toBe(1);
    expect(stdout).toContain('the AWS keys of this shell were set after it entered client acme');
  });

  it('knows neither role nor, without grants, account of a session that is not in the cache', async () => {
    const shell = await shellAfter('client assume acme --no-cache');
    const { code, stdout } = await run('client status', shell);
    expect(code).toBe(0);
    expect(stdout).toContain('role     not known on this machine');
  });

  it('with --refresh is valid without an end', async () => {
    const shell = {
      DIVERST_CLIENT: 'acme',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
      DIVERST_BASE: 'v=1:set.AWS_CONTAINER_CREDENTIALS_FULL_URI=http%3A//127.0.0.1%3A1/',
    };
    const { code, stdout } = await run('client status', shell);
    expect(stdout).toContain('state    valid, and renewed while the command runs');
    expect(code).toBe(0);
    const refused = await run('client status --check', shell);
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr).toContain('  diverst client exec --refresh gives a command an address');
    expect(refused.stderr).toContain(
      'ask AWS from inside the command:\n         aws sts get-caller-identity\n',
    );
  });

  it('--check asks STS, and fails if AWS refuses the keys', async () => {
    const shell = await shellAfter('client assume acme');
    const { code, stdout } = await run('client status --check', shell);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^AWS says {2}arn:aws:sts::\d{12}:assumed-role\/acme-production\/ops-user$/m);
    const refused = await run('client status --check', { ...shell, AWS_SESSION_TOKEN: 'other' });
    expect(refused.code).toBe(1);
  });

  it('of the other kind names where the shell is, and ends with 1', async () => {
    const shell = await shellAfter('client assume acme');
    const { code, stdout } = await run('env status', shell);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^client +acme$/m);
  });
});

describe.each(testedKinds)('diverst $command status', ({ command, noun, variable, name }) => {
  it('reads the variable of its kind', async () => {
    const { code, stdout } = await run(`${command} status --json`, {
      [variable]: name,
      AWS_ACCESS_KEY_ID: 'ASIA',
    });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ [noun]: name, accountId: null });
  });
});
