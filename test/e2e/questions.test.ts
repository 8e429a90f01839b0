import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runOnTerminal } from '../support/exec-program.ts';
import { writeMadeClients } from '../support/made-clients.ts';
import { runProgram } from '../support/program.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

let folder: string;
let state: string;
let env: NodeJS.ProcessEnv;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-questions-'));
  state = join(folder, 'sandbox.json');
  env = { HOME: folder, DIVERST_SANDBOX_STATE: state, DIVERST_SANDBOX: '1' };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.runIf(hasPython)('at a question on a terminal', () => {
  test.each([
    ['Ctrl-D', '\x04'],
    ['Ctrl-C', '\x03'],
  ])('%s interrupts, and nothing is changed', async (_name, keys) => {
    const { code, stdout } = await runOnTerminal(['client', 'init', 'acme'], env, { ready: '(y/N)', keys });
    expect(stdout).toContain('interrupted; nothing was changed');
    expect(code).toBe(130);
  });

  test('Ctrl-D at the picker interrupts', async () => {
    await writeMadeClients(state, ['acme']);
    const { code, stdout } = await runOnTerminal(['client', 'assume'], env, {
      ready: 'Which client?',
      keys: '\x04',
    });
    expect(stdout).toContain('interrupted');
    expect(code).toBe(130);
  });

  test('n declines', async () => {
    const { code } = await runOnTerminal(['client', 'init', 'acme'], env, { ready: '(y/N)', keys: 'n\r' });
    expect(code).toBe(4);
  });
});

test('a command that never comes to its end does not end with 0', async () => {
  await writeMadeClients(state, ['acme']);
  // A child process of which nothing is ever heard.
  const preload = join(folder, 'silent.cjs');
  writeFileSync(
    preload,
    'const child = require("node:child_process");\nchild.spawn = () => new child.ChildProcess();\n',
  );
  const { code, stdout, stderr } = await runProgram(['client', 'exec', 'acme', '--', 'true'], {
    ...env,
    NODE_OPTIONS: `--require ${preload}`,
  });
  expect(stdout).toBe('');
  expect(stderr).toContain('the command stopped before it was finished');
  expect(code).toBe(1);
});
