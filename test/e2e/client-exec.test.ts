import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ExecResult, type Executing, runOnTerminal, startAlone } from '../support/exec-program.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { expectNoSecret, secretsOnDisk } from '../support/secrets.ts';

let folder: string;
let state: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-exec-'));
  state = join(folder, 'sandbox.json');
  await writeMadeClients(state, ['acme', 'globex']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What every command says on stderr here, before anything else. */
const mark = '! sandbox: not AWS\n';

const line = (...words: readonly string[]) => ['--sandbox-state', state, 'client', 'exec', ...words];
const start = (words: readonly string[], env: NodeJS.ProcessEnv = {}): Executing =>
  startAlone(line(...words), env);
const exec = (words: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ExecResult> =>
  start(words, env).ended;

/** The words that run a script with Node as the command. */
const node = (script: string, ...args: readonly string[]) => [
  '--',
  process.execPath,
  '--input-type=module',
  '-e',
  script,
  ...args,
];

/** A command that says `ready`, and stays until a signal makes it leave. */
const listens = (signal: NodeJS.Signals, code: number) => `
  process.on('${signal}', () => { console.log('heard ${signal}'); process.exit(${code}); });
  setInterval(() => {}, 1000);
  console.log('ready');
`;

const printEnv = `
  const wanted = Object.entries(process.env).filter(([name]) => /^(AWS|DIVERST_CLIENT)/.test(name));
  console.log(JSON.stringify(Object.fromEntries(wanted)));
`;

describe('client exec', () => {
  it.each([
    ['', []],
    [' with --refresh', ['--refresh']],
  ])(
    'puts no secret into the arguments of any process%s',
    {
      skip: process.platform !== 'linux',
    },
    async (_name, more) => {
      const arguments_ = `cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' '; echo "$AWS_CONTAINER_AUTHORIZATION_TOKEN" >&2`;
      const { code, stdout, stderr } = await exec(['acme', ...more, '--', 'sh', '-c', arguments_]);
      expect(code).toBe(0);
      expect(stdout).toContain('client exec acme');
      expectNoSecret(stdout, [...secretsOnDisk(state), ...stderr.split('\n').filter((text) => text !== '')]);
    },
  );

  it('gives the command the client’s credentials and none of those around it', async () => {
    const foreign = {
      AWS_ACCESS_KEY_ID: 'AKIAFOREIGN',
      AWS_SECRET_ACCESS_KEY: 'foreign',
      AWS_SESSION_TOKEN: 'foreign',
      AWS_SECURITY_TOKEN: 'foreign',
      AWS_PROFILE: 'foreign',
      AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://127.0.0.1:1/',
      AWS_ROLE_ARN: 'arn:aws:iam::999999999999:role/foreign',
      AWS_MAX_ATTEMPTS: '7',
    };
    const { code, stdout, stderr } = await exec(['acme', ...node(printEnv)], foreign);
    expect({ code, stderr }).toEqual({ code: 0, stderr: mark });
    const env = JSON.parse(stdout);
    expect(env).toMatchObject({
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      AWS_MAX_ATTEMPTS: '7',
      DIVERST_CLIENT: 'acme',
    });
    expect(stdout.toLowerCase()).not.toContain('foreign');
    expect(env).not.toHaveProperty('AWS_CONTAINER_CREDENTIALS_FULL_URI');
  });

  it('passes on the exit code, and what the command reads and writes', async () => {
    const script = `console.log('out'); console.error('err'); process.exit(42)`;
    expect(await exec(['acme', ...node(script)])).toMatchObject({
      code: 42,
      stdout: 'out\n',
      stderr: `${mark}err\n`,
    });
  });

  it.each([
    ['SIGINT', 17],
    ['SIGTERM', 18],
    ['SIGHUP', 19],
    ['SIGQUIT', 20],
    ['SIGUSR2', 21],
  ] as const)('hands %s to the command, and ends with it', async (signal, code) => {
    const started = start(['acme', ...node(listens(signal, code))]);
    await started.shows('ready');
    started.process.kill(signal);
    expect(await started.ended).toMatchObject({
      code,
      signal: null,
      stdout: `ready\nheard ${signal}\n`,
      stderr: mark,
    });
  });

  it('stops and continues with the command', { skip: process.platform !== 'linux' }, async () => {
    // The command sees its parent stop before it says so: what continues too early would stop for ever.
    const script = `
      import { readFileSync } from 'node:fs';
      process.on('SIGTSTP', () => {
        while (!/\\) T /.test(readFileSync('/proc/' + process.ppid + '/stat', 'utf8')));
        console.log('stops');
      });
      process.on('SIGCONT', () => { console.log('continues'); process.exit(3); });
      setInterval(() => {}, 1000);
      console.log('ready');
    `;
    const started = start(['acme', ...node(script)]);
    await started.shows('ready');
    started.process.kill('SIGTSTP');
    await started.shows('stops');
    started.process.kill('SIGCONT');
    expect(await started.ended).toMatchObject({ code: 3, stdout: 'ready\nstops\ncontinues\n' });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGKILL', 137],
  ])('says that the command died from %s as %d', async (signal, code) => {
    const script = `process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000);`;
    expect(await exec(['acme', ...node(script)])).toMatchObject({ code, signal: null, stderr: mark });
  });

  it('on Ctrl-C outlives its command, which hears it once', {
    skip: spawnSync('python3', ['-c', 'import pty']).status !== 0,
  }, async () => {
    // SIGTERM from the command's parent comes after whatever else that has sent: then it is known what came.
    const script = `
      let heard = 0;
      process.on('SIGINT', () => { heard++; if (heard === 1) process.kill(process.ppid, 'SIGTERM'); });
      process.on('SIGTERM', () => { console.log('heard ' + heard); process.exit(9); });
      setInterval(() => {}, 1000);
      console.log('rea' + 'dy');
    `;
    const { code, stdout } = await runOnTerminal(line('acme', ...node(script)), {});
    expect(stdout).toContain('heard 1');
    expect(code).toBe(9);
  });

  it('ends with 127 when there is no such command, with 126 when it cannot be run', async () => {
    const missing = await exec(['acme', '--', 'diverst-no-such-command']);
    expect(missing.code).toBe(127);
    expect(missing.stderr).toContain(
      '✗ error: cannot run "diverst-no-such-command": the command was not found',
    );
    const file = join(folder, 'plain');
    writeFileSync(file, 'text');
    chmodSync(file, 0o644);
    const unfit = await exec(['acme', '--', file]);
    expect(unfit.code).toBe(126);
    expect(unfit.stderr).toContain('chmod +x');
  });

  it('without a command, and in another client’s shell, is a usage error', async () => {
    const nothing = await exec(['acme']);
    expect({ code: nothing.code, says: nothing.stderr.includes('put the command after --') }).toEqual({
      code: 64,
      says: true,
    });
    const inside = { DIVERST_CLIENT: 'globex' };
    const refused = await exec(['acme', ...node('')], inside);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('this shell is in client globex');
    expect(await exec(['acme', '--force', ...node('')], inside)).toMatchObject({ code: 0, stderr: mark });
  });
});

describe('client exec --refresh', () => {
  const sdk = `
    import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
    const { accessKeyId, sessionToken } = await fromNodeProviderChain()();
    console.log(JSON.stringify({ accessKeyId, sessionToken: Boolean(sessionToken), key: process.env.AWS_ACCESS_KEY_ID }));
  `;

  it.each([
    ['=', '[default]\naws_access_key_id = AKIAOPS\naws_secret_access_key = ops\n'],
    [':', '[default]\naws_access_key_id: AKIAOPS\naws_secret_access_key: ops\n'],
  ])('serves the SDK’s own provider chain, a default profile with %s notwithstanding', async (_, text) => {
    const home = join(folder, 'home');
    mkdirSync(join(home, '.aws'), { recursive: true });
    writeFileSync(join(home, '.aws', 'credentials'), text);
    const env = { HOME: home, AWS_EC2_METADATA_DISABLED: 'true' };
    const { code, stdout, stderr } = await exec(['acme', '--refresh', ...node(sdk)], env);
    expect({ code, hidden: stderr.includes('are hidden from the command') }).toEqual({
      code: 0,
      hidden: true,
    });
    expect(JSON.parse(stdout)).toEqual({
      accessKeyId: expect.stringMatching(/^ASIA/),
      sessionToken: true,
    });
  });

  it('ends with the command, connections of it that stay open included', async () => {
    const script = `
      import { Agent, request } from 'node:http';
      const headers = { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN };
      const agent = new Agent({ keepAlive: true });
      request(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, { agent, headers }, (response) => {
        response.resume().on('end', () => process.exit(response.statusCode === 200 ? 5 : 6));
      }).end();
    `;
    expect(await exec(['acme', '--refresh', ...node(script)])).toMatchObject({ code: 5, stderr: mark });
  });
});

describe('client console', () => {
  it('explains that the sandbox has none', async () => {
    const { code, stdout, stderr } = await startAlone(
      ['--sandbox-state', state, 'client', 'console', 'acme'],
      {},
    ).ended;
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('the sandbox has no console');
  });

  it('takes --open or --print, not both', async () => {
    const { code, stderr } = await startAlone(
      ['--sandbox-state', state, 'client', 'console', 'acme', '--open', '--print'],
      {},
    ).ended;
    expect(code).toBe(64);
    expect(stderr).toContain('✗ error: --open and --print do not go together\n');
  });
});
