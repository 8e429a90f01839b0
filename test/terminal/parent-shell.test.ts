import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { bundle } from '../../bin/bundle.mjs';
import { type ProcessTable, parentShell } from '../../src/terminal/parent-shell.ts';

/** Processes from the parent upwards. */
function table(...names: readonly string[]): ProcessTable {
  return {
    platform: 'linux',
    parent: 100,
    read: (pid) => {
      const name = names[pid - 100];
      return name === undefined ? null : { name, parent: pid + 1 };
    },
  };
}

describe('the shell that called', () => {
  it.each([
    ['fish', 'fish'],
    ['-fish', 'fish'],
    ['/opt/homebrew/bin/fish', 'fish'],
    ['bash', 'env'],
    ['-csh', 'csh'],
    ['tcsh', 'csh'],
    ['-zsh', 'env'],
    ['dash', 'env'],
    ['pwsh', 'powershell'],
    ['constructor', 'env'],
    ['/usr/local/microsoft/powershell/7/pwsh', 'powershell'],
  ])('%s is %s', (name, shell) => {
    expect(parentShell({}, table(name))).toBe(shell);
  });

  it('is found behind a program between', () => {
    expect(parentShell({}, table('node', 'npm exec diverst', 'fish'))).toBe('fish');
    expect(parentShell({}, table('sudo', 'bash', 'fish'))).toBe('env');
  });

  it('is a POSIX one where nothing says', () => {
    expect(parentShell({ SHELL: '/usr/bin/fish' }, table('make'))).toBe('env');
    expect(parentShell({}, { ...table(), parent: 1 })).toBe('env');
    expect(parentShell({}, { ...table(), read: (pid) => ({ name: 'loop', parent: pid }) })).toBe('env');
  });

  const windows: ProcessTable = {
    platform: 'win32',
    parent: 100,
    read: () => {
      throw new Error('asked on Windows');
    },
  };
  const system =
    'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules';
  const users = `C:\\Users\\ann\\Documents\\WindowsPowerShell\\Modules;${system}`;
  it.each<[string, NodeJS.ProcessEnv, string | null]>([
    ['cmd', { PROMPT: '$P$G', PSModulePath: system, USERPROFILE: 'C:\\Users\\ann' }, 'cmd'],
    ['PowerShell', { PSModulePath: users }, 'powershell'],
    ['one within the other', { PROMPT: '$P$G', PSModulePath: users }, null],
    ['nothing known', { PSModulePath: system }, null],
    ['PowerShell 7', { PSModulePath: `D:\\OneDrive\\Docs\\PowerShell\\Modules;${system}` }, 'powershell'],
    ['Git Bash', { MSYSTEM: 'MINGW64', PSModulePath: system }, 'env'],
    ['fish on MSYS2', { MSYSTEM: 'MSYS', SHELL: '/usr/bin/fish' }, 'fish'],
  ])('on Windows is known by the environment: %s', (_, env, shell) => {
    expect(parentShell(env, windows)).toBe(shell);
  });

  it.skipIf(process.platform !== 'linux')('is found on this system', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'diverst-parent-shell-'));
    try {
      const source = fileURLToPath(new URL('../../src/terminal/parent-shell.ts', import.meta.url));
      const script = join(folder, 'ask.mjs');
      const entry = join(folder, 'ask.ts');
      writeFileSync(
        entry,
        `import { parentShell } from ${JSON.stringify(source)}; console.log(parentShell({}))`,
      );
      await bundle(entry, script);
      const fish = join(folder, 'fish');
      // A shell by that name: the system has names, not what they do.
      copyFileSync('/bin/sh', fish);
      chmodSync(fish, 0o755);
      const run = (shell: string) =>
        spawnSync(shell, ['-c', `"${process.execPath}" "${script}"; true`], {
          encoding: 'utf8',
        }).stdout.trim();
      expect(run('/bin/sh')).toBe('env');
      expect(run(fish)).toBe('fish');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
