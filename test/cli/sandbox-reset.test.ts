import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSandbox, resetSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxState } from '../../src/sandbox/state.ts';
import { type CliOptions, jsonOf, runCli, testOrganization } from '../support/cli.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'diverst-reset-'));
  file = join(folder, 'state.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const reset = (more: readonly string[] = [], options: CliOptions = {}) =>
  runCli(testOrganization(), ['sandbox', 'reset', '--sandbox-state', file, ...more], {
    cwd: folder,
    ...options,
  });

const read = () => readFileSync(file, 'utf8');

/** Something that no new sandbox holds, and that needed no new id. */
function work(): string {
  resetSandbox(file);
  openSandbox({ stateFile: file }).edit((state: SandboxState) => {
    const [account] = Object.values(state.accounts);
    if (account) account.tags = { mine: 'yes' };
  });
  return read();
}

describe('sandbox reset', () => {
  it.each<string[]>([[], ['--empty']])(
    'of one that nobody changed asks nothing, from %j',
    async (...start) => {
      resetSandbox(file, { empty: start.includes('--empty') });
      const { code, asked, stderr } = await reset(['--empty']);
      expect({ code, asked }).toEqual({ code: 0, asked: [] });
      expect(stderr).toContain(`next    diverst --sandbox-state ${file} org init\n`);
      expect(existsSync(`${file}.backup`)).toBe(false);
    },
  );

  it('of none makes one', async () => {
    const result = await reset(['--json']);
    expect(jsonOf(result)).toEqual({ stateFile: file, empty: false, backup: null });
  });

  it('of one that holds work asks, and keeps a copy', async () => {
    const before = work();
    const { code, asked, stderr } = await reset([], { answer: true });
    expect(code).toBe(0);
    expect(asked).toEqual([`Replace the sandbox in ${file}, which holds changes of yours (2 accounts)?`]);
    expect(read()).not.toBe(before);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(before);
    expect(stderr).toContain(`backup  ${file}.backup\n`);
  });

  it('begins a new event history, and keeps the one before with the copy', async () => {
    work();
    writeFileSync(`${file}.events`, 'newer\n');
    writeFileSync(`${file}.events.1`, 'older\n');
    expect((await reset(['--yes'])).code).toBe(0);
    expect(existsSync(`${file}.events`) || existsSync(`${file}.events.1`)).toBe(false);
    expect(readFileSync(`${file}.backup.events`, 'utf8')).toBe('newer\n');
    expect(readFileSync(`${file}.backup.events.1`, 'utf8')).toBe('older\n');
  });

  it('is declined with a no, and changes nothing', async () => {
    const before = work();
    expect((await reset([], { answer: false })).code).toBe(4);
    expect(read()).toBe(before);
  });

  it('without a terminal needs --yes', async () => {
    const before = work();
    const refused = await reset();
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain('replace the sandbox, and keep a copy in FILE.backup: add --yes');
    expect(read()).toBe(before);
    expect((await reset(['--yes'])).code).toBe(0);
    expect(read()).not.toBe(before);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe(before);
  });

  it('of what is no sandbox asks too', async () => {
    writeFileSync(file, 'notes');
    expect((await reset()).code).toBe(64);
    expect(read()).toBe('notes');
    expect((await reset(['--yes'])).code).toBe(0);
    expect(readFileSync(`${file}.backup`, 'utf8')).toBe('notes');
  });
});
