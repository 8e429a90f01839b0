import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { keptText } from '../../src/credentials/checksummed-json.ts';
import { identityOf } from '../../src/files/process-identity.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { type CliOptions, type CliResult, runCli, type Surroundings } from '../support/cli.ts';
import { environmentIn } from '../support/environments.ts';
import { addClients } from '../support/many-clients.ts';
import { type TwoClients, twoClients } from '../support/two-clients.ts';

/** Of the accounts here, in the order in which they are run. */
const both = ['acme', 'globex'] as const;

let here: TwoClients;
let surroundings: Surroundings;
beforeEach(async () => {
  here = await twoClients();
  const { clock } = here.organization;
  // The commands are real, so that what is waited for takes its time; AWS's time stands still.
  surroundings = {
    ...here.organization,
    clock: {
      now: () => clock.now(),
      sleep: (milliseconds, signal) => systemClock.sleep(milliseconds, signal),
    },
  };
});
afterEach(() => here.remove());

function run(argv: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return runCli(surroundings, argv, {
    cwd: here.folder,
    ...options,
    env: { PATH: process.env.PATH, DIVERST_SANDBOX_STATE: join(here.folder, 'state.json'), ...options.env },
  });
}

const exec = (words: readonly string[], line = 'true', options: CliOptions = {}) =>
  run(['client', 'exec', ...words, '--', 'sh', '-c', line], options);

const lines = (text: string) => text.trimEnd().split('\n');
const sorted = (text: string) => lines(text).sort();
const results = ({ stdout }: CliResult) =>
  lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);

/** A line of a shell that is another one in one client. */
const inGlobex = (line: string, otherwise = 'true') =>
  `if [ "$DIVERST_CLIENT" = globex ]; then ${line}; else ${otherwise}; fi`;

describe('which accounts', () => {
  it.each([
    ['--all', both],
    ['--client acme --client globex', both],
    ['--client globex,acme,globex', both],
    ['--client globex', ['globex']],
    ['--label tier=gold', ['globex']],
    ['--label tier', both],
    ['--label tier=gold --label eu', ['globex']],
    ['--all --label tier=silver', ['acme']],
    ['--client acme globex --label tier=silver', ['acme']],
  ])('%s', async (words, expected) => {
    const file = here.config(
      'client:\n  labels:\n    acme: { tier: silver }\n    globex: { tier: gold, eu: "yes" }\n',
    );
    const { code, stdout, stderr } = await run([
      ...['client', 'exec', '--config', file, '--read-only', ...words.split(' ')],
      ...['--', 'sh', '-c', 'echo $DIVERST_CLIENT'],
    ]);
    expect(code, stderr).toBe(0);
    expect(sorted(stdout).map((line) => line.split(' | ')[1])).toEqual(expected);
  });

  it.each([
    [['acme', '--all'], 'the name of one client (acme) and --all do not go together'],
    [['acme', '--label', 'tier'], 'the name of one client (acme) and --label do not go together'],
    [['--all', '--client', 'acme'], '--all and --client do not go together'],
    [['--client', 'initech'], 'initech'],
    [['--client', 'Not A Name'], '"Not A Name" is not a client name'],
    [['--label', 'no label'], '--label "no label" is not a label'],
    [
      ['--all', '--role-arn', 'arn:aws:iam::111122223333:role/x'],
      'cannot use --role-arn with several clients',
    ],
    [['--all', '--break-glass', '--reason', 'x'], 'cannot use --break-glass with several clients'],
    [['--all', '--parallel', '0'], '--parallel "0" is not a whole number from 1 to 32'],
    [['--all', '--parallel', '33'], '--parallel "33" is not a whole number from 1 to 32'],
    [['--all', '--max-failures', '0'], '--max-failures "0" is not a whole number'],
    [['--all', '--timeout', '0'], '--timeout "0" is not a duration'],
    [['acme', '--parallel', '2'], '--parallel is for several clients, and you did not choose several'],
    [['acme', '--yes', '--timeout', '5m'], '--timeout is for several clients'],
    [['acme', '--dry-run'], '--dry-run is for several clients'],
  ])('%j is refused before anything runs', async (words, what) => {
    const { code, stdout, stderr } = await exec([...words], 'echo ran', {});
    expect([64, 1]).toContain(code);
    expect(stderr).toContain(what);
    expect(stdout).toBe('');
  });

  it.each([
    [['client', 'exec', '--all', 'terraform', 'plan'], '-- terraform plan'],
    [['client', 'exec', '--all'], 'diverst client exec needs a command'],
    [['client', 'exec', '--all', '--'], 'diverst client exec needs a command'],
    [['client', 'exec'], 'diverst client exec needs the name of a client'],
    [['client', 'exec'], 'start your shell in the client’s account:\n         diverst client exec NAME\n'],
    [['client', 'exec', 'acme'], 'no command to run was given'],
    [
      ['client', 'exec', 'acme', 'globex', '--', 'true'],
      'if these words are clients:\n         diverst client exec --client acme globex -- true',
    ],
    [
      ['client', 'exec', 'acme', 'kubectl', 'exec', 'pod', '--', 'sh'],
      'if the command begins with these words:\n         diverst client exec acme -- kubectl exec pod -- sh',
    ],
  ])('%j says how the line is written', async (argv, said) => {
    const { code, stderr } = await run(argv);
    expect(code).toBe(64);
    expect(stderr).toContain(said);
  });

  it('leaves all after -- to the command, whatever it looks like', async () => {
    const words = ['--client', 'x', '--', '--all', '--json'];
    const { code, stdout } = await run([
      ...['client', 'exec', '--client', 'acme', '--read-only', '--reason', '--'],
      ...['--', 'sh', '-c', 'printf "%s," "$@"', 'sh', ...words],
    ]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: `acme | ${words.join(',')},\n` });
  });

  it('says to an admin that clients are granted to users of Ops', async () => {
    const { code, stderr } = await exec(['--all', '--read-only', '--profile', 'management']);
    expect(code).toBe(1);
    expect(stderr).toContain('you do not have access to any client\n');
    expect(stderr).toContain('fix: use the profile of your IAM user in Ops: add --profile NAME');
  });

  it('is refused in the shell of a client, unless it is forced', async () => {
    const env = { DIVERST_CLIENT: 'acme' };
    const refused = await exec(['--all', '--read-only'], 'echo ran', { env });
    expect(refused).toMatchObject({ code: 64, stdout: '' });
    expect(refused.stderr).toContain(
      'cannot run the command in several clients: this shell is in client acme',
    );
    const inStaging = { DIVERST_ENVIRONMENT: 'staging' };
    expect((await exec(['--all', '--read-only'], 'echo ran', { env: inStaging })).stderr).toContain(
      'DIVERST_ENVIRONMENT=staging is set in this shell. It is easy to mix up accounts.',
    );
    const forced = await exec(['--all', '--read-only', '--force'], 'echo $DIVERST_CLIENT', { env });
    expect(forced.code).toBe(0);
    expect(sorted(forced.stdout)).toEqual(['acme   | acme', 'globex | globex']);
  });
});

describe.each(testedKinds)('diverst $command exec', (tested) => {
  it('gives each account’s credentials to its own command', async () => {
    environmentIn(here.organization, 'staging', 'tools');
    const line = `echo "$${tested.variable} $AWS_ACCESS_KEY_ID"`;
    const { code, stdout, stderr } = await run(
      [tested.command, 'exec', '--all', '--read-only', '--', 'sh', '-c', line],
      {},
    );
    expect(code, stderr).toBe(0);
    const rows = sorted(stdout).map((row) => row.split(/ +\| | /));
    expect(rows.map(([prefix, name]) => [prefix, name])).toEqual(
      [tested.name, tested.other].sort().map((name) => [name, name]),
    );
    expect(new Set(rows.map(([, , key]) => key)).size).toBe(2);
  });
});

describe('before it runs', () => {
  it('says what runs where, and asks', async () => {
    const { code, asked, stderr, stdout } = await exec(['--all'], 'echo ran', { answer: true });
    expect({ code, asked }).toEqual({ code: 0, asked: ['Run it in 2 clients?'] });
    expect(stderr).toContain(
      "sh -c 'echo ran'\nin 2 clients: acme, globex\nall at the same time: a failure does not stop the others; to stop them: --parallel 1",
    );
    expect(sorted(stdout)).toEqual(['acme   | ran', 'globex | ran']);
  });

  it('shows a command of several lines as it can be pasted, without what acts on the terminal', async () => {
    const { stderr } = await exec(['--all', '--read-only'], 'echo "\u001b[2J"\nexit 1');
    expect(stderr.match(/sh -c 'echo "\\u001b\[2J"\nexit 1'\n/g)).toHaveLength(2);
  });

  it.each([
    ['--client acme', 'in 1 client: acme\n', ''],
    [
      '--all --parallel 1',
      'in 2 clients: acme, globex\n',
      '1 at a time; diverst starts no more after the first failure (--max-failures)\n',
    ],
    ['--all --read-only', 'in 2 clients: acme, globex\n', 'all at the same time\n'],
  ])('%s says whether a failure spares the others', async (words, where, pace) => {
    const { stderr } = await exec(words.split(' '), 'true', { answer: true });
    expect(stderr).toContain(`${where}${pace}`);
    expect(stderr.includes('at a time') || stderr.includes('at the same time')).toBe(pace !== '');
  });

  it('runs nothing after a no, and nothing where nobody can say yes', async () => {
    const no = await exec(['--all'], 'echo ran', { answer: false });
    expect(no).toMatchObject({ code: 4, stdout: '' });
    const nobody = await exec(['--all'], 'echo ran');
    expect(nobody).toMatchObject({ code: 64, stdout: '' });
    for (const word of ['--yes', '--read-only', '--dry-run']) expect(nobody.stderr).toContain(word);
  });

  it('does not ask with --yes, with --read-only, or for a list', async () => {
    for (const word of ['--yes', '--read-only', '--dry-run']) {
      const { code, asked } = await exec(['--all', word], 'true', { answer: false });
      expect({ code, asked }).toEqual({ code: 0, asked: [] });
    }
  });

  it('lists with --dry-run, and runs nothing', async () => {
    const { stdout, stderr } = await exec(['--all', '--dry-run'], 'echo ran');
    expect(lines(stdout).map((line) => line.split(' ')[0])).toEqual(['client', 'acme', 'globex']);
    expect(stderr).toContain('the command would run in 2 clients; nothing was run');
    const json = await exec(['--all', '--dry-run', '--json'], 'echo ran');
    expect(results(json).map(({ client }) => client)).toEqual(both);
    expect(here.calls()).not.toContain('AssumeRole');
  });
});

describe('what the commands print', () => {
  it('goes to the stream it was printed to, each line after the name', async () => {
    const { stdout, stderr } = await exec(['--all', '--read-only'], 'echo out; echo err >&2; printf end');
    expect(sorted(stdout)).toEqual(['acme   | end', 'acme   | out', 'globex | end', 'globex | out']);
    expect(stderr).toContain('acme   | err\n');
    expect(stderr).toContain('globex | err\n');
    expect(stderr).toMatch(/✓ 2 clients: all ended with 0, in /);
  });

  it('goes to stderr with --json, one line of which tells of each client as it ends', async () => {
    const result = await exec(['--all', '--read-only', '--json'], inGlobex('exit 3', 'echo out'));
    expect(result.code).toBe(1);
    expect(result.stderr).toContain('acme   | out\n');
    const [first, second] = results(result).sort((a, b) => String(a.client).localeCompare(String(b.client)));
    expect(first).toEqual({
      client: 'acme',
      accountId: expect.stringMatching(/^\d{12}$/),
      result: 'succeeded',
      ...{ exitCode: 0, signal: null, error: null, seconds: expect.any(Number) },
    });
    expect(second).toMatchObject({ client: 'globex', result: 'failed', exitCode: 3 });
  });

  it.each([[], ['--json']])('ends the run where nobody reads it any more, with %j', async (...json) => {
    const words = ['--all', '--yes', '--parallel', '1', ...json];
    const { stderr } = await exec(words, 'echo ran; touch "$DIVERST_CLIENT"', { reads: 3 });
    expect(stderr).toContain('not run: globex');
    expect(existsSync(join(here.folder, 'globex'))).toBe(false);
  });

  it('goes to a folder of files, where it is as it was printed', async () => {
    mkdirSync(join(here.folder, 'out'));
    writeFileSync(join(here.folder, 'out/acme.out'), 'of an earlier run, which was longer');
    const { code, stdout, stderr } = await exec(
      ['--all', '--read-only', '--output-folder', 'out/deep/../'],
      'printf "$DIVERST_CLIENT\\033[2J"; echo err >&2',
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    const read = (name: string) => readFileSync(join(here.folder, 'out', name), 'utf8');
    expect(readdirSync(join(here.folder, 'out')).sort()).toEqual([
      ...['acme.err', 'acme.out', 'globex.err', 'globex.out'],
    ]);
    expect([read('acme.out'), read('globex.out'), read('acme.err')]).toEqual([
      ...['acme\u001b[2J', 'globex\u001b[2J', 'err\n'],
    ]);
    expect(stderr).toContain('✓ run in 2 clients: done');
    const failing = await exec(['--all', '--read-only', '--output-folder', 'out'], inGlobex('false'));
    expect(failing.stderr).toContain('✗ run in 2 clients: failed');
    expect(stderr).toContain('output: NAME.out and NAME.err in out/deep/../');
  });

  it('goes to a folder that is made for this user alone; one that cannot be is a usage error', async () => {
    expect((await exec(['--all', '--read-only', '--output-folder', 'new/one'])).code).toBe(0);
    expect(statSync(join(here.folder, 'new/one')).mode & 0o777).toBe(0o700);
    writeFileSync(join(here.folder, 'file'), '');
    const { code, stderr } = await exec(['--all', '--read-only', '--output-folder', 'file/x']);
    expect(code).toBe(64);
    expect(stderr).toContain('cannot create the folder');
  });
});

describe('the end', () => {
  it('that cannot be written is no lack of credentials, and ends the run', async () => {
    const out = join(here.folder, 'out');
    mkdirSync(join(out, 'acme.out', 'a folder'), { recursive: true });
    const words = ['--all', '--yes', '--json', '--parallel', '1', '--output-folder', out];
    const result = await exec(words, 'echo ran');
    expect(result.code).toBe(1);
    expect(results(result)).toEqual([
      expect.objectContaining({ client: 'acme', result: 'not-started', exitCode: 126 }),
      expect.objectContaining({ client: 'globex', result: 'not-run' }),
    ]);
    expect(result.stderr).toMatch(/^acme .* the files for its output cannot be created\. .*EISDIR/m);
    expect(result.stderr).not.toContain('credentials');
  });

  it('lists how it ended in each, where not all went well, and how to go on', async () => {
    const { code, stderr } = await exec(['--all', '--read-only'], inGlobex('kill -9 $$'));
    expect(code).toBe(1);
    expect(stderr).toMatch(/^client +time {2}result$/m);
    expect(stderr).toMatch(/^acme +\d\.\d s {2}exit code 0$/m);
    expect(stderr).toMatch(/^globex +\d\.\d s {2}ended by SIGKILL$/m);
    expect(stderr).toContain('✗ 2 clients: 1 ended with 0, 1 failed, in ');
    expect(stderr).toContain('diverst client exec --failed --read-only -- sh -c ');
  });

  it('says of a command that cannot be found that, and tries no further clients', async () => {
    const { code, stderr } = await run([
      'client',
      'exec',
      '--all',
      '--read-only',
      '--parallel',
      '1',
      '--',
      'no-such',
    ]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^acme +\d\.\d s {2}the command was not found \(127\)$/m);
    expect(stderr).toContain('not run: globex');
  });

  it('says of one that takes too long that it was terminated', async () => {
    const result = await exec(['--all', '--read-only', '--json', '--timeout', '1s'], inGlobex('sleep 60'));
    expect(result.code).toBe(1);
    expect(results(result).find(({ client }) => client === 'globex')).toMatchObject({
      ...{ result: 'timed-out', exitCode: null, signal: 'SIGTERM' },
    });
    expect(result.stderr).toContain('timed out (ended by SIGTERM)');
  });

  it('passes an interruption on, and says what was not run', async () => {
    const interruption = new AbortController();
    const line = 'trap "echo heard; exit 9" INT; echo ready; while :; do sleep 0.02; done';
    const { code, stdout, stderr } = await exec(['--all', '--yes', '--parallel', '1'], line, {
      signal: interruption.signal,
      shows: (text) => text.includes('| ready') && interruption.abort(),
    });
    expect(code).toBe(130);
    expect(stdout).toBe('acme   | ready\nacme   | heard\n');
    expect(stderr).toContain('interrupted (exit code 9)');
    expect(stderr).toContain('not run: globex');
    expect(stderr).toContain(
      'to run the command again where it failed or did not run:\n  diverst client exec --failed ',
    );
  });
});

describe('failures', () => {
  const failing = ['--all', '--parallel', '1'];

  it('end a run that may change something, at the first one', async () => {
    const { code, stdout, stderr } = await exec([...failing, '--yes'], 'echo ran; exit 1');
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'acme   | ran\n' });
    expect(stderr).toContain('not run: globex');
    expect(stderr).toContain(
      'after the first failure; to run the command everywhere, add --max-failures none',
    );
  });

  it.each([['--yes', '--max-failures', 'none'], ['--yes', '--max-failures', '2'], ['--read-only']])(
    'do not end one with %s',
    async (...words) => {
      const { stdout } = await exec([...failing, ...words], 'echo ran; exit 1');
      expect(stdout).toBe('acme   | ran\nglobex | ran\n');
    },
  );

  it('keep the command from a client whose credentials come only after them', async () => {
    // Those of the first account are proven before the second asks for its own.
    let failed = () => {};
    const failure = new Promise<void>((resolve) => {
      failed = resolve;
    });
    here.organization.sandbox.faults.add({
      operation: 'AssumeRole',
      nth: 2,
      fault: { kind: 'hook', before: () => failure },
    });
    const { code, stdout, stderr } = await exec(['--all', '--yes'], 'echo ran; exit 1', {
      shows: (text) => {
        if (text.includes('acme   | ran')) setTimeout(failed, 200);
      },
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: 'acme   | ran\n' });
    expect(stderr).toContain('not run: globex');
  });

  it('end one that only reads where it is asked for', async () => {
    const { stdout } = await exec([...failing, '--read-only', '--max-failures', '1'], 'echo ran; exit 1');
    expect(stdout).toBe('acme   | ran\n');
  });
});

describe('--failed', () => {
  const again = (words: readonly string[], line: string, options: CliOptions = {}) =>
    exec(['--failed', '--yes', ...words], line, options);

  it('runs where the same command failed, until it fails nowhere', async () => {
    const line = 'echo ran; [ $DIVERST_CLIENT = acme ] || [ -e done ]';
    expect((await exec(['--all', '--yes'], line)).code).toBe(1);
    const second = await again([], line);
    expect(second).toMatchObject({ code: 1, stdout: 'globex | ran\n' });
    expect(second.stderr).toContain('in 1 client: globex');
    writeFileSync(join(here.folder, 'done'), '');
    expect(await again([], line)).toMatchObject({ code: 0, stdout: 'globex | ran\n' });
    const none = await again([], line);
    expect(none).toMatchObject({ code: 0, stdout: '' });
    expect(none.stderr).toContain('nothing failed in the last run');
  });

  it('runs where it was not run', async () => {
    const line = '[ -e done ] || exit 1; echo ran';
    await exec(['--all', '--yes', '--parallel', '1'], line);
    writeFileSync(join(here.folder, 'done'), '');
    expect(sorted((await again([], line)).stdout)).toEqual(['acme   | ran', 'globex | ran']);
  });

  it('knows what an earlier run left elsewhere, and chooses of it', async () => {
    const line = '[ -e done ] || exit 1; echo ran';
    await exec(['--all', '--read-only'], line);
    writeFileSync(join(here.folder, 'done'), '');
    expect((await exec(['--client', 'acme', '--yes'], line)).stdout).toBe('acme | ran\n');
    const other = await again(['--client', 'acme'], line);
    expect(other).toMatchObject({ code: 0, stdout: '' });
    expect(other.stderr).toContain('nothing failed in the last run in the clients that you chose');
    expect((await again([], line)).stdout).toBe('globex | ran\n');
  });

  it('knows what two runs at once leave, whichever ends first', async () => {
    const line = inGlobex('touch one; while [ ! -e two ]; do sleep 0.02; done; exit 1', 'echo ran');
    const first = exec(['--client', 'globex', '--yes'], line);
    while (!existsSync(join(here.folder, 'one'))) await systemClock.sleep(20);
    expect((await exec(['--client', 'acme', '--yes'], line)).code).toBe(0);
    writeFileSync(join(here.folder, 'two'), '');
    expect((await first).code).toBe(1);
    expect((await again([], line)).stderr).toContain('in 1 client: globex');

    rmSync(join(here.folder, 'one'));
    rmSync(join(here.folder, 'two'));
    const slow = inGlobex('exit 1', 'touch one; while [ ! -e two ]; do sleep 0.02; done');
    const other = exec(['--client', 'acme', '--yes'], slow);
    while (!existsSync(join(here.folder, 'one'))) await systemClock.sleep(20);
    expect((await exec(['--client', 'globex', '--yes'], slow)).code).toBe(1);
    writeFileSync(join(here.folder, 'two'), '');
    expect((await other).code).toBe(0);
    expect((await again([], slow)).stderr).toContain('in 1 client: globex');
  });

  it('is refused while another process runs the same command, until that has ended', async () => {
    const line = '[ -e ok ] || exit 1; echo ran';
    await exec(['--all', '--yes'], line);
    writeFileSync(join(here.folder, 'ok'), '');
    const [name = ''] = readdirSync(here.sessions).filter((one) => one.startsWith('unfinished-'));
    const file = join(here.sessions, name);
    const { sum: _, ...kept } = JSON.parse(readFileSync(file, 'utf8'));
    expect(kept.runners).toEqual([]);
    const other = spawn('sleep', ['600'], { stdio: 'ignore' });
    const ended = once(other, 'exit');
    try {
      const runners = [identityOf(other.pid)];
      writeFileSync(file, keptText({ ...kept, runners }), { mode: 0o600 });
      const refused = await again([], line);
      expect(refused).toMatchObject({ code: 64, stdout: '' });
      expect(refused.stderr).toContain(`process ${other.pid} is still running this command`);
    } finally {
      other.kill('SIGKILL');
      await ended;
    }
    expect(sorted((await again([], line)).stdout)).toEqual(['acme   | ran', 'globex | ran']);
  });

  it('keeps no word of the command, and what it keeps to this user', async () => {
    await exec(['--all', '--yes'], 'exit 1 # top-secret');
    const files = readdirSync(here.sessions).filter((name) => name.startsWith('unfinished-'));
    expect(files).toHaveLength(1);
    const file = join(here.sessions, files[0] ?? '');
    expect(readFileSync(file, 'utf8')).not.toContain('secret');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await run(['client', 'leave', '--all'])).code).toBe(0);
    expect(existsSync(file)).toBe(true);
  });

  it('forgets after 30 days', async () => {
    await exec(['--all', '--yes'], 'exit 1');
    here.organization.clock.advance(29 * 86_400_000);
    expect((await again([], 'exit 1')).code).toBe(1);
    here.organization.clock.advance(31 * 86_400_000);
    expect((await again([], 'exit 1')).code).toBe(64);
    await exec(['--all', '--yes'], 'exit 2');
    expect(readdirSync(here.sessions).filter((name) => name.startsWith('unfinished-'))).toHaveLength(1);
  });

  it('is a usage error for a command that was not run yet', async () => {
    const { code, stderr } = await again([], 'never');
    expect(code).toBe(64);
    expect(stderr).toContain('diverst has no record of an earlier run of this command');
  });
});

describe('credentials', () => {
  const closed = (client: string) =>
    here.organization.sandbox.edit((state) => {
      for (const iam of Object.values(state.iam)) delete iam.roles[`${client}-production`];
    });

  it('are fetched once for each, with what the groups grant read once, and come from the cache again', async () => {
    expect((await exec(['--all', '--read-only'])).code).toBe(0);
    const count = (operation: string) => here.calls().filter((one) => one === operation).length;
    expect([count('AssumeRole'), count('ListGroupsForUser')]).toEqual([2, 1]);
    expect((await exec(['--all', '--read-only'])).code).toBe(0);
    expect(count('AssumeRole')).toBe(2);
  });

  it('are waited for anew for each client, however long the commands before it take', async () => {
    const shows = (text: string) => {
      if (/^acme +\| /.test(text)) here.organization.clock.advance(600_000);
    };
    // Whoever has no time left does not try again.
    here.organization.sandbox.faults.add({
      when: ({ input }) => String(input.RoleArn).endsWith('/globex-production'),
      fault: { kind: 'error', code: 'Throttling', status: 400, message: 'Rate exceeded' },
      times: 1,
    });
    const words = ['--all', '--read-only', '--parallel', '1'];
    const { code, stdout, stderr } = await exec(words, 'echo ran', { shows });
    expect(code, stderr).toBe(0);
    expect(lines(stdout)).toEqual(['acme   | ran', 'globex | ran']);
  });

  it('that cannot be had are a line, and not the end', async () => {
    closed('acme');
    const result = await exec(['--all', '--yes', '--json'], 'echo ran');
    expect(result.code).toBe(1);
    expect(results(result)).toEqual([
      expect.objectContaining({ client: 'acme', result: 'no-credentials', exitCode: null }),
      expect.objectContaining({ client: 'globex', result: 'succeeded' }),
    ]);
    expect(result.stderr).toContain('globex | ran');
    expect(result.stderr).toMatch(/^acme .* no credentials: AWS denied/m);
    expect(result.stderr).toContain('1 without credentials');
  });

  it('of a wrong caller end the run at once', async () => {
    here.organization.sandbox.edit((state) => addClients(state, 20));
    here.organization.clock.advance(60_000);
    here.organization.sandbox.faults.add({
      operation: 'AssumeRole',
      fault: { kind: 'error', code: 'AccessDenied', status: 403, message: 'no' },
      times: 100,
    });
    const { code, stdout, stderr } = await exec(['--all', '--yes', '--max-failures', 'none'], 'echo ran');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('3 without credentials, 19 not run');
    expect(stderr).toContain('error: AWS denied');
  });

  it('take one MFA code for all, also without a cache', async () => {
    here.organization.sandbox.edit((state) => addClients(state, 6));
    here.organization.clock.advance(60_000);
    const file = here.config('client:\n  role:\n    requireMfa: true\n');
    demandMfa();
    for (const more of [[], ['--no-cache']]) {
      const words = ['--all', '--read-only', '--config', file, '--parallel', '8', ...more];
      const { code, asked, stderr } = await exec(words, 'true', { mfaCode: () => '123456' });
      expect(code, stderr).toBe(0);
      expect(asked).toHaveLength(1);
    }
    const long = await exec(['--all', '--read-only', '--config', file, '--duration', '2h']);
    expect(long.code).toBe(64);
    expect(long.stderr).toContain('cannot use --duration 2h: AWS would require one MFA code for each client');
  });

  it.each([
    [1, 'for both'],
    [2, 'for both'],
    [3, 'for none'],
  ])('are opened after %i codes that were mistyped, %s', async (times, whom) => {
    const file = here.config('client:\n  role:\n    requireMfa: true\n');
    demandMfa();
    here.organization.sandbox.faults.add({
      when: ({ input }) => input.TokenCode !== undefined,
      times,
      fault: {
        kind: 'error',
        code: 'AccessDenied',
        status: 403,
        message: 'MultiFactorAuthentication failed',
      },
    });
    const words = ['--all', '--yes', '--config', file];
    const { code, asked, stdout, stderr } = await exec(words, 'echo ran', { mfaCode: () => '123456' });
    expect(stderr).toContain('! AWS did not accept the MFA code of ');
    const isGood = whom === 'for both';
    expect({ code, asked: asked.length }).toEqual({ code: isGood ? 0 : 1, asked: isGood ? times + 1 : 3 });
    expect(sorted(stdout)).toEqual(isGood ? ['acme   | ran', 'globex | ran'] : ['']);
    expect(stderr.includes('not run: globex')).toBe(!isGood);
  });

  it('that nobody can give a code for end the run at once', async () => {
    const file = here.config('client:\n  role:\n    requireMfa: true\n');
    demandMfa();
    const { code, stderr, stdout } = await exec(['--all', '--yes', '--config', file], 'echo ran');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain('diverst cannot ask for a code of the device');
  });

  it('are renewed with --refresh, at an address of each command’s own', async () => {
    const { code, stdout, stderr } = await exec(
      ['--all', '--read-only', '--refresh'],
      'echo "$AWS_CONTAINER_CREDENTIALS_FULL_URI ${AWS_ACCESS_KEY_ID:-none}"',
    );
    expect(code, stderr).toBe(0);
    const rows = sorted(stdout);
    expect(rows).toEqual([
      expect.stringMatching(/^acme {3}\| http:\/\/127\.0\.0\.1:\d+\/credentials none$/),
      expect.stringMatching(/^globex \| http:\/\/127\.0\.0\.1:\d+\/credentials none$/),
    ]);
    expect(rows[0]?.slice(9)).not.toBe(rows[1]?.slice(9));
  });

  it('are renewed while the command runs', async () => {
    const ask = `fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
      headers: { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
    }).then((answer) => answer.json()).then(({ Expiration }) => console.log(Expiration))`;
    const line = `"$NODE" -e "$ASK"; touch ready; while [ ! -e go ]; do sleep 0.02; done; "$NODE" -e "$ASK"`;
    // A renewal then has something to say, for which it has no terminal.
    writeFileSync(here.sessions, 'no folder');
    const running = exec(['--client', 'acme', '--read-only', '--refresh'], line, {
      env: { NODE: process.execPath, ASK: ask },
    });
    while (!existsSync(join(here.folder, 'ready'))) await systemClock.sleep(20);
    here.organization.clock.advance(50 * 60_000);
    writeFileSync(join(here.folder, 'go'), '');
    const { code, stdout, stderr } = await running;
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: expect.not.stringContaining('could not be renewed'),
    });
    const [first = '', second = ''] = lines(stdout).map((row) => row.split(' | ')[1]);
    expect(Date.parse(second) - Date.parse(first)).toBeGreaterThanOrEqual(50 * 60_000);
  });

  it('are renewed also for a command that Ctrl-C has asked to end', async () => {
    const ask = `fetch(process.env.AWS_CONTAINER_CREDENTIALS_FULL_URI, {
      headers: { Authorization: process.env.AWS_CONTAINER_AUTHORIZATION_TOKEN },
    }).then((answer) => console.log(answer.status))`;
    const line = `trap 'while [ ! -e go ]; do sleep 0.02; done; "$NODE" -e "$ASK"; exit 0' INT; touch ready; while :; do sleep 0.02; done`;
    let press: (name: NodeJS.Signals) => void = () => {};
    const running = exec(['--client', 'acme', '--read-only', '--refresh'], line, {
      env: { NODE: process.execPath, ASK: ask },
      signals: {
        take(_names, handle) {
          press = handle;
          return () => undefined;
        },
      },
    });
    while (!existsSync(join(here.folder, 'ready'))) await systemClock.sleep(20);
    press('SIGINT');
    here.organization.clock.advance(70 * 60_000);
    writeFileSync(join(here.folder, 'go'), '');
    const { code, stdout, stderr } = await running;
    expect({ code, stdout }, stderr).toEqual({ code: 130, stdout: 'acme | 200\n' });
  });

  function demandMfa(): void {
    here.organization.sandbox.edit((state) => {
      for (const [account, iam] of Object.entries(state.iam)) {
        for (const user of Object.values(iam.users)) user.mfaDevices = [`arn:aws:iam::${account}:mfa/phone`];
        for (const role of Object.values(iam.roles)) {
          if (!role.name.endsWith('-production')) continue;
          const trust = JSON.parse(role.trust.document);
          trust.Statement[0].Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
          role.trust = { ...role.trust, document: JSON.stringify(trust) };
        }
      }
    });
  }
});

describe('200 clients', () => {
  beforeEach(() => {
    here.organization.sandbox.edit((state) => addClients(state, 198));
    here.organization.clock.advance(60_000);
  });

  it('never run more at once than --parallel says, and all do', async () => {
    // Each says how many there are while it is there.
    const line = 'touch run/$$; ls run | wc -l; rm run/$$';
    mkdirSync(join(here.folder, 'run'));
    const { code, stdout, stderr } = await exec(['--all', '--read-only', '--parallel', '5'], line);
    expect(code, stderr).toBe(0);
    const seen = lines(stdout).map((row) => Number(row.split(' | ')[1]));
    expect(seen).toHaveLength(200);
    expect(Math.max(...seen)).toBeLessThanOrEqual(5);
    expect(stderr).toContain('✓ 200 clients: all ended with 0, in ');
    expect(here.calls().filter((one) => one === 'GetCallerIdentity').length).toBeLessThan(5);
  });

  it('do run side by side', async () => {
    // Four that wait for each other end only if they run at once.
    const line =
      'touch run/$$; for i in $(seq 500); do [ $(ls run | wc -l) -ge 4 ] && exit 0; sleep 0.01; done; exit 1';
    mkdirSync(join(here.folder, 'run'));
    const chosen = ['client-1', 'client-2', 'client-3', 'client-4'].flatMap((name) => ['--client', name]);
    const { code, stderr } = await exec([...chosen, '--read-only'], line);
    expect(code, stderr).toBe(0);
  });
});
