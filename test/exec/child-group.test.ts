import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { type GroupCommand, startGroup } from '../../src/exec/child-group.ts';
import { openOutput, outputPaths } from '../../src/exec/output-files.ts';
import { PrefixedOutput } from '../../src/exec/prefixed-output.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-group-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Seconds pass as hundredths, so that no test waits. */
const hurried = {
  sleep: (milliseconds: number, signal?: AbortSignal) => systemClock.sleep(milliseconds / 100, signal),
};

/** Starts a line of a shell, and collects what it prints. */
function start(line: string, more: Partial<GroupCommand> = {}) {
  const printed = { out: '', err: '' };
  const reader = (stream: 'out' | 'err') =>
    new PrefixedOutput({
      prefix: '',
      shown: (bytes) => bytes,
      async write(bytes) {
        printed[stream] += Buffer.from(bytes);
        return true;
      },
    });
  const command: GroupCommand = {
    ...{ command: 'sh', args: ['-c', line], env: { PATH: process.env.PATH }, cwd: folder, timeout: null },
    ...{ stdout: reader('out'), stderr: reader('err'), ...more },
  };
  return { printed, group: startGroup(command, hurried) };
}

async function run(line: string, more: Partial<GroupCommand> = {}) {
  const { printed, group } = start(line, more);
  return { ...(await group.ended), ...printed };
}

/** Whether a process runs; one that has ended may be listed until somebody waits for it. */
function isRunning(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return /^[^Z\s]/.test(stdout.trim());
}

const ended = { kind: 'ended', code: 0, signal: null, timedOut: false };

describe('startGroup', () => {
  it('reads both streams, and says how the program ended', async () => {
    expect(await run('echo out; echo err >&2')).toEqual({ ...ended, out: 'out\n', err: 'err\n' });
    expect(await run('exit 3')).toMatchObject({ code: 3, signal: null });
    expect(await run('kill -9 $$')).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: false });
  });

  it('says why nothing was started', async () => {
    expect(await run('', { command: 'diverst-no-such-command' })).toMatchObject({ kind: 'not-found' });
    expect(await run('', { command: folder })).toMatchObject({ kind: 'not-started', reason: 'EACCES' });
    expect(await run('', { args: ['x'.repeat(3_000_000)] })).toMatchObject({ reason: 'E2BIG' });
  });

  it('gives it no input and no terminal, so that what asks ends', async () => {
    expect(await run('cat; echo end')).toMatchObject({ ...ended, out: 'end\n' });
    const asked = await run('read x </dev/tty || exit 3');
    expect(asked).toMatchObject({ code: 3, err: expect.stringContaining('/dev/tty') });
  });

  it('terminates what takes too long, and kills what does not listen, with all that it has started', async () => {
    expect(await run('sleep 60', { timeout: 2_000 })).toMatchObject({ signal: 'SIGTERM', timedOut: true });
    const deaf = await run('trap "" TERM; echo $$; sleep 60; sleep 60', { timeout: 20_000 });
    expect(deaf).toMatchObject({ signal: 'SIGKILL', timedOut: true });
    const { out } = await run('sleep 60 & echo $!; wait', { timeout: 20_000 });
    expect(isRunning(Number(out))).toBe(false);
  });

  it('ends what outlives the program, and keeps what it printed before', async () => {
    const { out, ...outcome } = await run('(sleep 4; echo late) & echo $!; exit 4');
    expect(outcome).toMatchObject({ kind: 'ended', code: 4 });
    expect(out).toMatch(/^\d+\n$/);
    expect(isRunning(Number(out))).toBe(false);
    // What only reads the last lines has its time.
    expect(await run('(sleep 0.01; echo last) &')).toMatchObject({ ...ended, out: 'last\n' });
  });

  it('does not wait for one that left the group and holds its streams', async () => {
    const { out, ...outcome } = await run('setsid sh -c "echo \\$\\$; sleep 60" & exit 5');
    expect(outcome).toMatchObject({ code: 5 });
    process.kill(Number(out), 'SIGKILL');
  });

  it('waits for a slow reader as long as it takes', async () => {
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    let text = '';
    const slow = new PrefixedOutput({
      prefix: '',
      shown: (line) => line,
      async write(bytes) {
        await released;
        text += Buffer.from(bytes);
        return true;
      },
    });
    const { group } = start('echo one; sleep 0.05; echo two', { stdout: slow });
    let isOver = false;
    void group.ended.then(() => (isOver = true));
    // Longer than what is left behind is waited for, in this test's seconds.
    await systemClock.sleep(600);
    expect(isOver).toBe(false);
    release();
    expect(await group.ended).toEqual(ended);
    expect(text).toBe('one\ntwo\n');
  });

  it('sends signals to all of the group, and none once it has ended', async () => {
    const { group, printed } = start('trap "echo heard; exit 7" INT; echo ready; sleep 60 & wait');
    while (!printed.out.includes('ready')) await systemClock.sleep(5);
    group.signal('SIGINT');
    expect(await group.ended).toMatchObject({ code: 7 });
    expect(printed.out).toBe('ready\nheard\n');
    expect(() => group.signal('SIGKILL')).not.toThrow();
  });

  it('writes into files', async () => {
    const files = openOutput(folder, 'acme');
    const { group } = start('echo out; echo err >&2', { stdout: files.stdout, stderr: files.stderr });
    files.close();
    expect(await group.ended).toEqual(ended);
    const [out, err] = outputPaths(folder, 'acme');
    expect([readFileSync(out, 'utf8'), readFileSync(err, 'utf8')]).toEqual(['out\n', 'err\n']);
    expect(existsSync(join(folder, 'acme.out'))).toBe(true);
  });
});
