import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ChildOutcome, runChild } from '../../src/exec/run-child.ts';
import { noSignals, type SignalSource } from '../../src/exec/signals.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-child-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const run = (command: string, args: readonly string[] = [], signals: SignalSource = noSignals) =>
  runChild({ command, args, env: { PATH: process.env.PATH }, cwd: folder }, signals, () => false);
const node = (script: string): Promise<ChildOutcome> => run(process.execPath, ['-e', script]);

describe('runChild', () => {
  it.each([0, 1, 3, 255])('passes on exit code %d', async (code) => {
    expect(await node(`process.exit(${code})`)).toEqual({ kind: 'ended', code });
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
    ['SIGKILL', 137],
  ])('says %s as %d', async (signal, code) => {
    expect(await node(`process.kill(process.pid, '${signal}'); setInterval(() => {}, 1000)`)).toEqual({
      kind: 'ended',
      code,
    });
  });

  it('reports a command that is not there', async () => {
    expect(await run('diverst-no-such-command')).toEqual({ kind: 'not-found' });
  });

  it('reports a file that is no program', async () => {
    const file = join(folder, 'plain');
    writeFileSync(file, 'text');
    chmodSync(file, 0o644);
    expect(await run(file)).toEqual({ kind: 'not-started', reason: 'EACCES' });
    expect(await run(folder)).toEqual({ kind: 'not-started', reason: 'EACCES' });
    expect(await run('/'.repeat(10_000))).toEqual({ kind: 'not-started', reason: 'ENAMETOOLONG' });
  });

  it('looks for the command in the PATH that the child gets', async () => {
    const file = join(folder, 'only-here');
    writeFileSync(file, '#!/bin/sh\nexit 5\n');
    chmodSync(file, 0o755);
    const command = { command: 'only-here', args: [], env: { PATH: folder }, cwd: '/' };
    expect(await runChild(command, noSignals, () => false)).toEqual({ kind: 'ended', code: 5 });
  });

  it('gives arguments to the command as they are, through no shell', async () => {
    const hostile = ['$(exit 9)', '; exit 9', '*', "'", '"', '', 'ü'];
    const script = `process.exit(JSON.stringify(process.argv.slice(1)) === process.env.WANTED ? 0 : 1)`;
    const env = { PATH: process.env.PATH, WANTED: JSON.stringify(hostile) };
    const command = { command: process.execPath, args: ['-e', script, '--', ...hostile], env, cwd: folder };
    expect(await runChild(command, noSignals, () => false)).toEqual({ kind: 'ended', code: 0 });
  });

  it('takes the signals while the child runs, hands them to it, and gives them back', async () => {
    const events: string[] = [];
    const source: SignalSource = {
      take(names, handle) {
        events.push(`taken ${names.includes('SIGTERM')}`);
        // The child exists as soon as this returns: what comes then must reach it.
        queueMicrotask(() => handle('SIGTERM'));
        return () => events.push('given back');
      },
    };
    expect(await run(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], source)).toEqual({
      kind: 'ended',
      code: 143,
    });
    expect(events).toEqual(['taken true', 'given back']);
  });

  it('gives the signals back when there is nothing to run', async () => {
    let taken = false;
    const source: SignalSource = {
      take() {
        taken = true;
        return () => {
          taken = false;
        };
      },
    };
    await run('diverst-no-such-command', [], source);
    expect(taken).toBe(false);
  });
});
