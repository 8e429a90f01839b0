import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fileStore } from '../../src/sandbox/store.ts';
import { type Executing, runOnTerminal, startAlone, watch } from '../support/exec-program.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { addClients } from '../support/many-clients.ts';

const program = join(import.meta.dirname, '../../bin/diverst.js');

let folder: string;
let state: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-exec-many-'));
  state = join(folder, 'sandbox.json');
  await writeMadeClients(state, ['acme', 'globex', 'initech']);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const line = (options: readonly string[], script: string) => [
  ...['--sandbox-state', state, 'client', 'exec', '--all', '--read-only'],
  ...[...options, '--', 'sh', '-c', script],
];
const start = (script: string, ...options: readonly string[]): Executing =>
  startAlone(line(options, script), {});

const rows = (text: string) => text.trimEnd().split('\n').sort();

/** For a store whose file is there. */
const notMade = (): never => {
  throw new Error('the state was not made');
};

/** Says that it is there, and stays; what it does when a signal comes is a line of the shell. */
const stays = (traps: string) => `${traps}; echo "ready $$"; while :; do sleep 0.02; done`;

async function allShow(started: Executing): Promise<void> {
  for (const name of ['acme   ', 'globex ', 'initech']) await started.shows(`${name} | ready`);
}

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'hands %s to every command, and waits for them',
    async (name) => {
      const started = start(stays(`trap "echo heard; exit 0" ${name.slice(3)}`));
      await allShow(started);
      started.process.kill(name);
      const { code, stdout, stderr } = await started.ended;
      expect(code, stderr).toBe(130);
      expect(rows(stdout).filter((row) => row.endsWith('| heard'))).toHaveLength(3);
      // They ended as they wanted to.
      expect(stderr).toContain('✓ 3 clients: all ended with 0');
    },
  );

  it('kills what does not listen with the second', async () => {
    const started = start(stays('trap "echo heard" INT'), '--parallel', '3');
    await allShow(started);
    started.process.kill('SIGINT');
    await started.shows('heard');
    started.process.kill('SIGINT');
    const { code, stdout, stderr } = await started.ended;
    expect(code).toBe(130);
    expect(stderr).toContain('✗ 3 clients: 3 interrupted, in ');
    expect(stderr).toContain('interrupted (ended by SIGKILL)');
    for (const [, pid] of stdout.matchAll(/ready (\d+)/g)) expect(isRunning(Number(pid))).toBe(false);
  });

  it('begins no more after Ctrl-C on a terminal, which reaches the commands once', async () => {
    const { code, stdout } = await runOnTerminal(
      line(['--parallel', '1'], stays('trap "echo heard; exit 1" INT')),
      {},
      { ready: '| ready' },
    );
    expect(code).toBe(130);
    expect(stdout.match(/\| heard/g)).toHaveLength(1);
    expect(stdout).toContain('passed SIGINT on to the command that runs, and waiting for its end');
    expect(stdout).toContain('not run: globex, initech');
    expect(stdout).toContain('client exec --failed');
  });
});

describe('on a terminal', () => {
  it('keeps what the commands print from acting on it', async () => {
    const { stdout } = await runOnTerminal(
      line([], "printf '\\033[2J\\033]0;title\\007\\033[31mred\\n50%%\\r100%%\\n'"),
      { TERM: 'xterm', FORCE_COLOR: '1' },
    );
    expect(stdout).not.toContain('\u001b[2J');
    expect(stdout).not.toContain('title\u0007');
    expect(stdout).toContain('\u001b[31mred\u001b[0m');
    expect(stdout).not.toContain('50%\r');
    expect(stdout).toContain('100%\r\n');
    // A client has the same colour in every line.
    expect(stdout.match(/\u001b\[\d+macme {4}\| \u001b\[39m/g)).toHaveLength(2);
    expect(new Set(stdout.match(/\u001b\[\d+macme/g))).toHaveProperty('size', 1);
  });

  it('ends a command that wants to ask', async () => {
    const { code, stdout } = await runOnTerminal(line([], 'read answer </dev/tty || exit 3'), {});
    expect(code).toBe(1);
    expect(stdout).toContain('3 failed');
  });

  it('asks once before it runs', async () => {
    const words = ['--sandbox-state', state, 'client', 'exec', '--all', '--', 'sh', '-c', 'echo ran'];
    const { code, stdout } = await runOnTerminal(words, {}, { ready: 'Run it in 3 clients?', keys: 'y\r' });
    expect(code).toBe(0);
    expect(stdout.match(/\| ran/g)).toHaveLength(3);
    const no = await runOnTerminal(words, {}, { ready: 'Run it in 3 clients?', keys: '\r' });
    expect(no.code).toBe(4);
    expect(no.stdout).not.toContain('| ran');
  });
});

describe('output without end', () => {
  it('is passed through in bounded memory, whole lines at a time', { timeout: 60_000 }, async () => {
    // Says how much memory the program took, in kilobytes.
    const hook = join(folder, 'hook.cjs');
    const taken = join(folder, 'taken');
    writeFileSync(
      hook,
      `process.on('exit', () => require('fs').writeFileSync(${JSON.stringify(taken)}, String(process.resourceUsage().maxRSS)));`,
    );
    const measure = async (words: readonly string[]) => {
      const child = spawn(process.execPath, [program, ...words], {
        env: {
          ...{ PATH: process.env.PATH, HOME: '/nonexistent', DIVERST_SANDBOX_LATENCY: '0' },
          NODE_OPTIONS: `--require ${hook}`,
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      return { code, bytes, megabytes: Number(readFileSync(taken, 'utf8')) / 1_024 };
    };
    const { megabytes: little } = await measure(line([], 'true'));
    const printing = 'unset NODE_OPTIONS; head -c 50000000 /dev/zero; yes | head -c 500000';
    const large = await measure(line([], printing));
    expect(large.code).toBe(0);
    expect(large.bytes).toBeGreaterThan(3 * 50_500_000);
    // Of 150; newer Nodes collect buffers later.
    expect(large.megabytes - little).toBeLessThan(130);

    const many = join(folder, 'many.json');
    await writeMadeClients(many, ['acme']);
    fileStore(many, notMade).update((content) => addClients(content, 199));
    const shown = line(['--parallel', '8'], 'echo ran').map((word) => (word === state ? many : word));
    const everywhere = await measure(shown);
    expect(everywhere).toMatchObject({ code: 0, bytes: 200 * 'client-100 | ran\n'.length });
    expect(everywhere.megabytes - little).toBeLessThan(100);
  });

  it('ends where its reader goes away', async () => {
    const words = [process.execPath, program, ...line(['--parallel', '1'], 'yes')];
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const { ended } = watch(
      spawn('sh', ['-c', `${quoted} | head -1`], {
        env: { PATH: process.env.PATH, HOME: '/nonexistent' },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
    const { stdout, stderr } = await ended;
    expect(stdout).toBe('acme    | y\n');
    expect(stderr).toContain('not run: globex, initech');
    expect(stderr).toContain('the program that read the output ended: diverst started nothing more');
  });
});

describe('files', () => {
  it('hold what each command printed, while progress is shown', async () => {
    const out = join(folder, 'out');
    const { code, stderr } = await start('echo "$DIVERST_CLIENT"; exit 2', '--output-folder', out).ended;
    expect(code).toBe(1);
    expect(readFileSync(join(out, 'acme.out'), 'utf8')).toBe('acme\n');
    expect(stderr).toContain(`output: NAME.out and NAME.err in ${out}`);
  });
});
