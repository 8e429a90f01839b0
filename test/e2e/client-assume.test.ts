import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unsetVariables, variablesOf } from '../../src/credentials/environment.ts';
import { formatSession } from '../../src/credentials/formats.ts';
import type { AccountSession } from '../../src/credentials/session.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { watch } from '../support/exec-program.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { type ProgramResult, runProgram, type Started, startProgram } from '../support/program.ts';
import { serveState } from '../support/served.ts';
import { opsOf } from '../support/state.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const program = join(root, 'bin', 'diverst.js');

let folder: string;
/** Prints as JSON what a shell hands on to the programs that it starts. */
let dump: string;
/** A sandbox with the clients acme and globex: what every test's own sandbox begins as. */
let prepared: string;
let sandboxes = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-assume-'));
  dump = join(folder, 'dump.mjs');
  writeFileSync(
    dump,
    `import { writeFileSync } from 'node:fs';
     const wanted = Object.entries(process.env).filter(([name]) => /^(AWS_|DIVERST_(CLIENT|EXPIRES)$)/.test(name));
     writeFileSync(process.argv[2], JSON.stringify(Object.fromEntries(wanted)));`,
  );
  prepared = join(folder, 'prepared.json');
  await writeMadeClients(prepared, ['acme', 'globex']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A sandbox of the test's own, whose cache is cold. @returns its state file, alone in a folder */
function newSandbox(): string {
  const own = join(folder, String(++sandboxes));
  mkdirSync(own, { mode: 0o700 });
  const state = join(own, 'sandbox.json');
  copyFileSync(prepared, state);
  return state;
}

/** What stands in an AWS profile. */
const line = (state: string, client: string, ...more: readonly string[]) => [
  ...['--sandbox-state', state, 'client', 'assume', client, '--format', 'credential-process', '--no-input'],
  ...more,
];

/** The answer of a `credential_process`, which must hold these members and no other. */
function answerOf({ code, stdout, stderr }: ProgramResult): {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
} {
  expect(code, stderr).toBe(0);
  const answer = JSON.parse(stdout);
  expect(answer).toEqual({
    Version: 1,
    AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
    SecretAccessKey: expect.any(String),
    SessionToken: expect.any(String),
    Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  });
  return answer;
}

/** The kept sessions of a client. */
const kept = (state: string, client: string) =>
  readdirSync(`${state}.sessions`).filter((name) => name.startsWith(`${client}-`));

describe('many callers at once', () => {
  it('50 with a cold cache: 50 equal answers, one session, nothing left over', async () => {
    const state = newSandbox();
    const results = await Promise.all(Array.from({ length: 50 }, () => runProgram(line(state, 'acme'))));
    for (const result of results) answerOf(result);
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1);
    expect(new Set(results.map(({ stderr }) => stderr))).toEqual(new Set(['']));
    expect(readdirSync(`${state}.sessions`).sort()).toEqual([
      expect.stringMatching(/^acme-[0-9a-f]{16}\.json$/),
      expect.stringMatching(/^grants-[0-9a-f]{16}\.json$/),
      'uses.json',
    ]);
  });

  it('one of them calls AssumeRole, as each one’s own record shows', async () => {
    const state = newSandbox();
    const words = line(state, 'acme', '--debug');
    const results = await Promise.all(Array.from({ length: 16 }, () => runProgram(words)));
    expect(new Set(results.map((result) => answerOf(result).AccessKeyId)).size).toBe(1);
    const calls = results.flatMap(({ stderr }) => stderr.match(/sts:AssumeRole/g) ?? []);
    expect(calls).toHaveLength(1);
  });
});

describe('a holder that is killed', { skip: process.platform === 'win32' }, () => {
  /** Keeps a renewal under way: it waits for a code, which this command takes its time to print. */
  const slow = (started: string) =>
    `echo "$$" > '${started}.part' && mv '${started}.part' '${started}' && exec sleep 600`;

  /** Milliseconds: others wait half a minute for a holder that is not seen to be dead. */
  const heldUp = 15_000;

  /** Runs a command, which answers. @returns the answer, and milliseconds that it took */
  async function timed(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const from = performance.now();
    const result = await runProgram(words, env);
    answerOf(result);
    return { result, until: performance.now(), took: performance.now() - from };
  }

  it('by SIGKILL in the middle holds up neither those who wait nor the next', async () => {
    const state = newSandbox();
    giveMfaDevice(state);
    const config = join(dirname(state), 'mfa.yaml');
    writeFileSync(config, 'client:\n  role:\n    requireMfa: true\n');
    const words = (client: string) => line(state, client, '--config', config);
    const code = { DIVERST_MFA_PROCESS: 'echo 123456' };
    const usual = await timed([...words('acme'), '--no-cache'], code);
    const started = join(dirname(state), 'under-way');
    const holder = startProgram(words('acme'), { DIVERST_MFA_PROCESS: slow(started) });
    const waiting: ReturnType<typeof timed>[] = [];
    let killed = 0;
    try {
      const sleeper = Number(await contentOnceThere(started));
      try {
        expect(readdirSync(`${state}.sessions`)).toContainEqual(
          expect.stringMatching(/^acme-.*\.json\.lock$/),
        );
        waiting.push(timed(words('acme'), code), timed(words('acme'), code));
        // By then they wait, unless the machine has become much slower: then they come upon a dead holder.
        await new Promise((resolve) => setTimeout(resolve, 2 * usual.took));
        killed = performance.now();
        holder.child.kill('SIGKILL');
      } finally {
        process.kill(sleeper, 'SIGKILL');
      }
      expect((await holder.ended).signal).toBe('SIGKILL');
    } finally {
      holder.child.kill('SIGKILL');
    }
    const waited = await Promise.all(waiting);
    for (const { until } of waited) expect(until - killed).toBeLessThan(usual.took + heldUp);
    expect(new Set(waited.map(({ result }) => result.stdout)).size).toBe(1);
    expect((await timed(words('acme'), code)).took).toBeLessThan(usual.took + heldUp);
    expect(readdirSync(`${state}.sessions`).filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('by SIGKILL at whatever moment does not hold up the next', async () => {
    const usual = await timed(line(newSandbox(), 'acme'));
    // It may come to its end before the signal does: then there is nothing to take over, so again.
    for (let left = 0, tries = 0; left < 2 && tries < 20; tries++) {
      const state = newSandbox();
      const holder = startProgram(line(state, 'acme'));
      const lock = await lockOf(state, holder);
      holder.child.kill('SIGKILL');
      await holder.ended;
      if (lock !== null && existsSync(lock)) {
        expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ pid: holder.child.pid });
        left++;
      }
      expect((await timed(line(state, 'acme'))).took).toBeLessThan(usual.took + heldUp);
      if (lock !== null) expect(existsSync(lock)).toBe(false);
      expect({ left, tries }).not.toEqual({ left: 0, tries: 19 });
    }
  });
});

function giveMfaDevice(state: string): void {
  const content: SandboxState = JSON.parse(readFileSync(state, 'utf8'));
  const { ops, user } = opsOf(content);
  user.mfaDevices = [`arn:aws:iam::${ops.id}:mfa/ops-user`];
  writeFileSync(state, JSON.stringify(content));
}

async function contentOnceThere(file: string): Promise<string> {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
  return readFileSync(file, 'utf8');
}

/** The lock that a process holds on a session, as soon as it does; null if it ends before that is seen. */
async function lockOf(state: string, { ended }: Started): Promise<string | null> {
  const sessions = `${state}.sessions`;
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!over) {
    const name = existsSync(sessions) && readdirSync(sessions).find((one) => one.endsWith('.json.lock'));
    if (name) return join(sessions, name);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return null;
}

interface RealShell {
  readonly command: string;
  readonly args: readonly string[];
  readonly format: 'env' | 'fish' | 'powershell' | 'csh';
  /** Takes in what a command prints. */
  takeIn(command: string): string;
  /** A command, of words that hold no single quote. */
  call(words: readonly string[]): string;
  readonly suffix?: string;
}

const quoted = (words: readonly string[]) => words.map((word) => `'${word}'`).join(' ');
const posix = {
  format: 'env',
  takeIn: (command) => `eval "$(${command})"`,
  call: quoted,
} as const satisfies Partial<RealShell>;

const shells: readonly RealShell[] = [
  { ...posix, command: 'bash', args: ['--noprofile', '--norc'] },
  { ...posix, command: 'dash', args: [] },
  { ...posix, command: 'zsh', args: ['-f'] },
  {
    format: 'fish',
    command: 'fish',
    args: ['--no-config'],
    takeIn: (command) => `${command} | source`,
    call: quoted,
  },
  { command: 'tcsh', args: ['-f'], format: 'csh', takeIn: (command) => `eval \`${command}\``, call: quoted },
  {
    format: 'powershell',
    command: 'pwsh',
    args: ['-NoProfile', '-NonInteractive', '-File'],
    takeIn: (command) => `${command} | Out-String | Invoke-Expression`,
    call: (words) => `& ${quoted(words)}`,
    suffix: '.ps1',
  },
];

function isPresent(command: string): boolean {
  const present =
    process.platform !== 'win32' && spawnSync(command, ['-c', 'exit 0'], { timeout: 120_000 }).status === 0;
  if (!present) process.stdout.write(`skipped: ${command} does not run here\n`);
  return present;
}

const foreign = { AWS_PROFILE: 'foreign', AWS_DEFAULT_PROFILE: 'foreign', AWS_SECURITY_TOKEN: 'foreign' };

/** The session of a client that `--format json` has printed. */
function sessionIn(text: string): AccountSession {
  const { client, ...session } = JSON.parse(text);
  return { noun: 'client', name: client, ...session };
}

/** Runs lines in a shell, among foreign variables. @returns what a program that is started after them is given */
async function environmentAfter(shell: RealShell, lines: string): Promise<Record<string, string>> {
  const own = mkdtempSync(join(folder, 'shell-'));
  const script = join(own, `script${shell.suffix ?? ''}`);
  const seen = join(own, 'seen.json');
  writeFileSync(script, `${lines}\n${shell.call([process.execPath, dump, seen])}\n`);
  const env = {
    PATH: process.env.PATH,
    HOME: own,
    LC_ALL: 'C.UTF-8',
    DIVERST_SANDBOX_LATENCY: '0',
    ...foreign,
  };
  const ended = await new Promise<{ readonly code: number | null; readonly said: string }>(
    (resolve, reject) => {
      const child = spawn(shell.command, [...shell.args, script], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 120_000,
      });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          said += text;
        });
      }
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, said }));
    },
  );
  expect(ended.code, ended.said).toBe(0);
  // What a person reads, and not a word of the shell.
  for (const line of ended.said.split('\n'))
    expect(line).toMatch(/^(! sandbox: not AWS|✓ (client acme: |left client acme; deleted 1 ).*)?$/);
  return JSON.parse(readFileSync(seen, 'utf8'));
}

describe.each(shells)('the real $command', (shell) => {
  const skip = !isPresent(shell.command);

  it('takes in variables that equal the JSON, and loses those that would compete', { skip }, async () => {
    const state = newSandbox();
    const words = ['--sandbox-state', state, 'client', 'assume', 'acme'];
    const json = await runProgram([...words, '--format', 'json']);
    expect(json, json.stderr).toMatchObject({ code: 0, stderr: '! sandbox: not AWS\n' });
    const session = sessionIn(json.stdout);
    for (const format of [['--format', shell.format], []]) {
      const command = shell.call([process.execPath, program, ...words, ...format]);
      expect(await environmentAfter(shell, shell.takeIn(command))).toEqual({
        AWS_ACCESS_KEY_ID: session.accessKeyId,
        AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
        AWS_SESSION_TOKEN: session.sessionToken,
        AWS_CREDENTIAL_EXPIRATION: session.expiration,
        DIVERST_EXPIRES: String(Date.parse(session.expiration) / 1_000),
        AWS_REGION: 'us-east-1',
        AWS_DEFAULT_REGION: 'us-east-1',
        DIVERST_CLIENT: 'acme',
      });
    }
  });

  it('is left again by what client leave prints', { skip }, async () => {
    const state = newSandbox();
    const client = (...words: readonly string[]) =>
      shell.takeIn(shell.call([process.execPath, program, '--sandbox-state', state, 'client', ...words]));
    const lines = [client('assume', 'acme', '--format', shell.format)];
    lines.push(client('leave', '--format', shell.format));
    // A token is a secret, so nothing can put it back.
    const { AWS_SECURITY_TOKEN: _token, ...restored } = foreign;
    expect(await environmentAfter(shell, lines.join('\n'))).toEqual(restored);
    expect(kept(state, 'acme')).toEqual([]);
  });

  it('keeps every awkward character of a secret', { skip }, async () => {
    const session = awkwardSession(shell.format);
    const env = await environmentAfter(shell, formatSession(session, shell.format));
    expect(env).toEqual(Object.fromEntries(variablesOf(session)));
    for (const name of unsetVariables) expect(env).not.toHaveProperty(name);
  });

  it('keeps them when the lines come through what takes them in', { skip }, async () => {
    const session = awkwardSession(shell.format);
    const lines = join(folder, `lines-${shell.command}`);
    writeFileSync(lines, formatSession(session, shell.format));
    const print = `process.stdout.write(fs.readFileSync(process.argv[1]))`;
    const command = shell.call([process.execPath, '-e', print, lines]);
    expect(await environmentAfter(shell, shell.takeIn(command))).toEqual(
      Object.fromEntries(variablesOf(session)),
    );
  });
});

function awkwardSession(format: RealShell['format']): AccountSession {
  const characters = `'"$\`\\!%^&|<>;#*?()[]{}~ \n\t’‘‚‛“”„é𝄞 $(id) \`id\` %PATH% $Env:PATH !! \\n \\' '' -n ~root\\`;
  // Some of them csh cannot hold, and says so.
  const awkward =
    format === 'csh' ? characters.replace(/[!*?[\]{}~\n\t]/g, '').replace(/ +/g, ' ') : characters;
  return {
    noun: 'client',
    name: 'acme',
    accountId: '111122223333',
    roleArn: 'arn:aws:iam::111122223333:role/acme-production',
    accessKeyId: 'ASIAEXAMPLE',
    secretAccessKey: awkward,
    sessionToken: `-${awkward
      .split('')
      .reverse()
      .join('')
      .replace(/[\ud800-\udfff]/g, '')}=`,
    expiration: '2030-01-01T12:00:00Z',
    region: 'eu-central-1',
  };
}

describe('--format dotenv', () => {
  it('is read by Node, and by a shell', { skip: process.platform === 'win32' }, async () => {
    const state = newSandbox();
    const words = ['--sandbox-state', state, 'client', 'assume', 'acme', '--format'];
    const session = sessionIn((await runProgram([...words, 'json'])).stdout);
    const { stdout, stderr } = await runProgram([...words, 'dotenv']);
    expect(stderr).toMatch(
      /^! sandbox: not AWS\n✓ client acme: account \d{12}, region us-east-1, valid until [\d: -]+ UTC \(\d+ min\)\n$/,
    );
    const file = join(dirname(state), '.env');
    writeFileSync(file, stdout);
    const expected = Object.fromEntries(variablesOf(session));
    const seen = join(dirname(state), 'seen.json');
    const clean = { env: { PATH: process.env.PATH }, timeout: 120_000 };
    expect(spawnSync(process.execPath, [`--env-file=${file}`, dump, seen], clean).status).toBe(0);
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual(expected);
    const script = 'set -a; . "$1"; exec "$2" "$3" "$4"';
    const args = ['-c', script, 'sh', file, process.execPath, dump, seen];
    expect(spawnSync('sh', args, clean).status).toBe(0);
    expect(JSON.parse(readFileSync(seen, 'utf8'))).toEqual(expected);
  });
});

describe('--format github', () => {
  const words = (state: string, format: string) => [
    ...['--sandbox-state', state, 'client', 'assume', 'acme', '--format', format],
  ];

  /** As the runner reads the file: `NAME<<DELIMITER`, lines, `DELIMITER`. */
  function variablesIn(text: string): Record<string, string> {
    const found: Record<string, string> = {};
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    while (lines.length > 0) {
      const [, name = '', delimiter] = /^(\w+)<<(.+)$/.exec(lines.shift() ?? '') ?? [];
      const end = lines.indexOf(delimiter ?? '');
      expect(end, `end of ${name}`).toBeGreaterThanOrEqual(0);
      found[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    }
    return found;
  }

  it('appends to GITHUB_ENV, masks the secrets, and shows them nowhere else', async () => {
    const state = newSandbox();
    const session = sessionIn((await runProgram(words(state, 'json'))).stdout);
    const file = join(dirname(state), 'github-env');
    writeFileSync(file, 'BEFORE<<x\nkept\nx\n');
    const { code, stdout, stderr } = await runProgram(words(state, 'github'), { GITHUB_ENV: file });
    expect(code, stderr).toBe(0);
    expect(variablesIn(readFileSync(file, 'utf8'))).toMatchObject({
      BEFORE: 'kept',
      ...Object.fromEntries(variablesOf(session)),
    });
    // A workflow command is a line of its own, before which nothing stands.
    expect(stdout.split('\n').sort()).toEqual(
      ['', `::add-mask::${session.secretAccessKey}`, `::add-mask::${session.sessionToken}`].sort(),
    );
    for (const secret of [session.secretAccessKey, session.sessionToken])
      expect(stderr).not.toContain(secret);
  });

  it('leaves no empty profile, which the AWS CLI and boto3 would look for', async () => {
    const state = newSandbox();
    const file = join(dirname(state), 'github-env');
    expect(await runProgram(words(state, 'github'), { GITHUB_ENV: file })).toMatchObject({ code: 0 });
    const found = variablesIn(readFileSync(file, 'utf8'));
    for (const name of ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']) expect(found[name]).not.toBe('');
  });

  it('without GITHUB_ENV, or with one that cannot be written, says so and prints no secret', async () => {
    const state = newSandbox();
    const unset = await runProgram(words(state, 'github'));
    expect(unset).toMatchObject({ code: 64, stdout: '' });
    expect(unset.stderr).toContain('GITHUB_ENV is not set');
    const unfit = await runProgram(words(state, 'github'), { GITHUB_ENV: dirname(state) });
    expect(unfit.code).toBe(1);
    expect(unfit.stderr).toContain(`cannot write to the file that GITHUB_ENV names, ${dirname(state)}`);
    expect(unfit.stdout.split('\n').filter((text) => !/^(::add-mask::.+)?$/.test(text))).toEqual([]);
  });
});

describe('a cached credential-process call', () => {
  it('is answered without the program: where only its start is there, nothing else can be', async () => {
    const state = newSandbox();
    const alone = join(dirname(state), 'alone');
    for (const file of ['bin/diverst.js', 'bin/package.json', 'dist/package.json', 'dist/start.js']) {
      mkdirSync(dirname(join(alone, file)), { recursive: true });
      copyFileSync(join(root, file), join(alone, file));
    }
    const start = (words: readonly string[]) =>
      spawnSync(process.execPath, [join(alone, 'bin', 'diverst.js'), ...words], {
        env: { PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0' },
        encoding: 'utf8',
        timeout: 120_000,
      });
    const missing = start(line(state, 'acme'));
    expect({ failed: missing.status !== 0, stdout: missing.stdout }).toEqual({ failed: true, stdout: '' });
    const first = await runProgram(line(state, 'acme'));
    answerOf(first);
    expect(start(line(state, 'acme'))).toMatchObject({ status: 0, stdout: first.stdout, stderr: '' });
    const others = [
      line(state, 'globex'),
      line(state, 'acme', '--read-only'),
      line(state, 'acme', '--no-cache'),
    ];
    for (const words of others) expect(start(words)).toMatchObject({ stdout: '' });
  });

  it('is answered the same by the program itself', async () => {
    const state = newSandbox();
    const first = await runProgram(line(state, 'acme', '--debug'));
    answerOf(first);
    for (const words of [line(state, 'acme'), line(state, 'acme', '--debug')])
      expect(await runProgram(words)).toMatchObject({ code: 0, stdout: first.stdout, stderr: '' });
  });
});

describe('a failure', () => {
  it('ends with another code than 0, and with nothing on stdout', async () => {
    const state = newSandbox();
    const damaged = join(dirname(state), 'damaged.json');
    writeFileSync(damaged, 'not json');
    const cases: readonly (readonly [code: number, words: readonly string[]])[] = [
      [1, line(state, 'nobody')],
      [1, line(damaged, 'acme')],
      [1, line(state, 'acme', '--role-arn', 'arn:aws:iam::999999999999:role/acme-production')],
      [1, line(state, 'acme', '--profile', 'management')],
      [64, line(state, 'acme', '--profile', 'nobody')],
      [64, line(state, 'acme', '--duration', 'forever')],
      [64, line(state, 'acme', '--no-such-option')],
      [64, line(state, 'Not a client')],
      [64, ['--sandbox-state', state, 'client', 'assume', '--format', 'credential-process', '--no-input']],
    ];
    for (const [code, words] of cases) {
      const result = await runProgram(words);
      expect({ words, code: result.code, stdout: result.stdout }).toEqual({ words, code, stdout: '' });
      expect(result.stderr).toContain('error: ');
      // A message, not a stack.
      expect(result.stderr).not.toMatch(/^\s+at /m);
    }
  });
});

describe('a cache that cannot be used', () => {
  const notKept = /^! diverst cannot cache credentials: .*\n$/;

  it.each<[string, (sessions: string) => void]>([
    ['a file', (sessions) => writeFileSync(sessions, '')],
    ['a link to a folder', (sessions) => symlinkSync(tmpdir(), sessions)],
    ['a link to nowhere', (sessions) => symlinkSync('/nonexistent', sessions)],
  ])('because its folder is %s: the answer comes, with a note', async (_name, spoil) => {
    const state = newSandbox();
    spoil(`${state}.sessions`);
    const results = [await runProgram(line(state, 'acme')), await runProgram(line(state, 'acme'))];
    const keys = results.map((result) => answerOf(result).AccessKeyId);
    expect(new Set(keys).size).toBe(2);
    for (const { stderr } of results) expect(stderr).toMatch(notKept);
  });

  const isRoot = process.geteuid?.() === 0;
  /** A user to whom modes mean something: the one that runs the tests, or nobody. */
  const person = isRoot ? { uid: 65_534, gid: 65_534 } : {};
  const runsAsPerson =
    process.platform !== 'win32' &&
    spawnSync(process.execPath, [program, '--version'], { ...person, timeout: 120_000 }).status === 0;
  if (!runsAsPerson)
    process.stdout.write('skipped: no user to whom modes mean something can run the program\n');

  const asPerson = (words: readonly string[], env: NodeJS.ProcessEnv = {}, user: object = person) =>
    watch(
      spawn(process.execPath, [program, ...words], {
        ...user,
        cwd: '/',
        env: { PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 120_000,
      }),
    ).ended;

  /** Gives a sandbox to the person, who can reach it. */
  function handOver(state: string): void {
    if (!isRoot) return;
    chmodSync(folder, 0o711);
    chownSync(dirname(state), 65_534, 65_534);
    chownSync(state, 65_534, 65_534);
  }

  it('because nothing can be written to it: the answer comes', { skip: !runsAsPerson }, async () => {
    const state = newSandbox();
    handOver(state);
    const sessions = `${state}.sessions`;
    mkdirSync(sessions, { mode: 0o500 });
    if (isRoot) chownSync(sessions, 65_534, 65_534);
    const result = await asPerson(line(state, 'acme'));
    answerOf(result);
    expect(result.stderr).toContain('! diverst cannot cache credentials: ');
    expect(readdirSync(sessions)).toEqual([]);
  });

  it('because it is somebody else’s: the answer comes', { skip: !runsAsPerson || !isRoot }, async () => {
    const state = newSandbox();
    handOver(state);
    mkdirSync(`${state}.sessions`, { mode: 0o700 });
    const result = await asPerson(line(state, 'acme'));
    answerOf(result);
    expect(result.stderr).toMatch(notKept);
    expect(result.stderr).toContain('not yours');
  });

  const nameless = { uid: 54_321, gid: 54_321 };
  const assumeAcme = ['client', 'assume', 'acme', '--format', 'credential-process', '--no-input'];

  it('because there is no home at all: the answer comes, with a note', {
    skip: !runsAsPerson || !isRoot,
  }, async () => {
    const { endpoint, ops, stop } = await serveState(newSandbox());
    try {
      const env = {
        HOME: undefined,
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: ops.accessKeyId,
        AWS_SECRET_ACCESS_KEY: ops.secretAccessKey,
      };
      const result = await asPerson(assumeAcme, env, nameless);
      answerOf(result);
      expect(result.stderr).toMatch(notKept);
      expect(result.stderr).toContain('cannot find your home folder: HOME is not set');
    } finally {
      await stop();
    }
  });

  it('because the sandbox has no home: that is said, and how to have one', {
    skip: !runsAsPerson || !isRoot,
  }, async () => {
    const { code, stdout, stderr } = await asPerson(
      ['--sandbox', ...assumeAcme],
      { HOME: undefined },
      nameless,
    );
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('cannot find your home folder: HOME is not set');
    expect(stderr).toContain('set HOME to a folder that you can write to');
    expect(stderr).not.toContain('fault of diverst');
  });

  // Whoever changes users without changing HOME has one that cannot be looked into; /dev/null is a usual stand-in.
  it.each<[string, () => string]>([
    ['no folder', () => '/dev/null'],
    [
      'closed',
      () => {
        const home = join(folder, `home-${++sandboxes}`);
        mkdirSync(home, { mode: 0o000 });
        return home;
      },
    ],
  ])(
    'because the home is %s: the answer comes, with a note',
    { skip: !runsAsPerson },
    async (_name, home) => {
      const own = home();
      if (isRoot) chmodSync(folder, 0o711);
      const { endpoint, ops, stop } = await serveState(newSandbox());
      try {
        const result = await asPerson(
          ['client', 'assume', 'acme', '--format', 'credential-process', '--no-input'],
          {
            HOME: own,
            AWS_ENDPOINT_URL: endpoint,
            AWS_REGION: 'us-east-1',
            AWS_ACCESS_KEY_ID: ops.accessKeyId,
            AWS_SECRET_ACCESS_KEY: ops.secretAccessKey,
            AWS_EC2_METADATA_DISABLED: 'true',
          },
        );
        answerOf(result);
        expect(result.stderr).toMatch(notKept);
      } finally {
        await stop();
      }
    },
  );
});
