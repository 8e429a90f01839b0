import { describe, expect, it } from 'vitest';
import { runExecShell, userShell } from '../../src/cli/account/exec-shell.ts';
import type { ChildCommand } from '../../src/exec/start-program.ts';
import { testedKinds } from '../support/account-kinds.ts';
import { type CliOptions, runCli } from '../support/cli.ts';
import { clientRun, errorOf, sessions } from '../support/client-run.ts';
import { madeClients } from '../support/made-clients.ts';

describe.each(testedKinds)('diverst $command exec NAME without a command', (tested) => {
  const session = sessions[tested.noun];

  async function shell(
    env: NodeJS.ProcessEnv,
    { terminal = true, refresh = false, force = false, width = 200 } = {},
  ) {
    const started: ChildCommand[] = [];
    const run = clientRun({ env, outIsTerminal: terminal });
    const context = {
      ...run.context,
      terminal: { ...run.context.terminal, interactive: terminal, errWidth: width },
    };
    const work = runExecShell({ noun: tested.noun, name: tested.name }, { force }, context, {
      openAccountSession: async () => session,
      runChild: async (command) => {
        started.push(command);
        return { kind: 'ended', code: 0 };
      },
    });
    return { error: await errorOf(work).catch(() => null), started, shown: run.shown, refresh };
  }

  it('starts the shell of the user, and says where it is and how to leave', async () => {
    const { started, shown } = await shell({ SHELL: '/bin/my-shell', PATH: '/bin' });
    expect(started).toMatchObject([
      { command: '/bin/my-shell', args: [], env: { [tested.variable]: tested.name, PATH: '/bin' } },
    ]);
    expect(shown).toEqual({
      out: '',
      err: `✓ shell in ${tested.noun} ${tested.name}: account ${session.accountId}, valid until 01:00 UTC (60 min); type exit to leave\n`,
    });
  });

  it('breaks what it says between words, below the text', async () => {
    const { shown } = await shell({ SHELL: '/bin/my-shell' }, { width: 58 });
    expect(shown.err).toMatch(/^✓ shell in .*[^ ]\n {2}[^ ].*\(60 min\); type exit to leave\n$/);
  });

  it('refuses in the shell of another one, before it starts anything', async () => {
    const { started, error } = await shell({ SHELL: '/bin/sh', [tested.variable]: tested.other });
    expect(started).toEqual([]);
    expect(String(error)).toContain(`this shell is in ${tested.noun} ${tested.other}`);
    const forced = await shell({ SHELL: '/bin/sh', [tested.variable]: tested.other }, { force: true });
    expect(forced.started).toHaveLength(1);
  });

  it('needs a terminal, and names the place of the command', async () => {
    const { started, error } = await shell({ SHELL: '/bin/sh' }, { terminal: false });
    expect(started).toEqual([]);
    expect(error).toMatchObject({
      kind: 'usage',
      text: {
        what: 'no command to run was given',
        fix: [expect.stringContaining(' -- '), expect.anything()],
      },
    });
  });
});

it.each([
  [['acme', '--'], 'a command line that ends in --'],
  [['--', 'acme'], 'a word behind -- alone'],
])('diverst client exec %j is an error on a terminal too: %s', async (words) => {
  const options: CliOptions = { answer: true };
  const { code, stderr } = await runCli(
    await madeClients({ rates: false }),
    ['client', 'exec', ...words],
    options,
  );
  expect(code).toBe(64);
  expect(stderr).toContain('no command to run was given');
});

it('knows the shell of the user on each system', () => {
  expect(userShell({ SHELL: '/bin/zsh' }, 'darwin')).toBe('/bin/zsh');
  expect(userShell({}, 'linux')).toMatch(/^\//);
  expect(userShell({ ComSpec: 'C:\\cmd.exe', SHELL: '/bin/sh' }, 'win32')).toBe('C:\\cmd.exe');
  expect(userShell({}, 'win32')).toBe('cmd.exe');
});

const cmd = { ComSpec: 'C:\\cmd.exe' };
const system =
  'C:\\Program Files\\WindowsPowerShell\\Modules;C:\\WINDOWS\\system32\\WindowsPowerShell\\v1.0\\Modules';
const users = 'C:\\Users\\ann\\Documents';
it.each<[string, NodeJS.ProcessEnv, string]>([
  [
    'the PowerShell that comes with Windows',
    { PSModulePath: `${users}\\WindowsPowerShell\\Modules;${system}` },
    'powershell',
  ],
  ['PowerShell 7', { PSModulePath: `${users}\\PowerShell\\Modules;${system}` }, 'pwsh'],
  [
    'PowerShell 7 within the other one',
    { PSModulePath: `${users}\\PowerShell\\Modules;${users}\\WindowsPowerShell\\Modules;${system}` },
    'pwsh',
  ],
  ['Git Bash', { MSYSTEM: 'MINGW64', SHELL: 'C:\\Program Files\\Git\\usr\\bin\\bash.exe' }, 'bash'],
  ['Git Bash with the path of POSIX', { MSYSTEM: 'MINGW64', SHELL: '/usr/bin/bash' }, 'bash'],
  ['zsh on MSYS2', { MSYSTEM: 'MSYS', SHELL: '/usr/bin/zsh' }, 'zsh'],
  ['fish on MSYS2', { MSYSTEM: 'MSYS', SHELL: '/usr/bin/fish' }, 'fish'],
  ['what is no shell', { MSYSTEM: 'MSYS', SHELL: 'C:\\tools\\other.exe' }, 'bash'],
  ['SHELL alone, which may be of another program', { SHELL: '/usr/bin/bash' }, 'C:\\cmd.exe'],
  ['MSYSTEM alone', { MSYSTEM: 'MINGW64' }, 'C:\\cmd.exe'],
  ['cmd', { PROMPT: '$P$G', PSModulePath: system }, 'C:\\cmd.exe'],
  [
    'PowerShell or cmd, one within the other',
    { PROMPT: '$P$G', PSModulePath: `${users}\\PowerShell\\Modules;${system}` },
    'C:\\cmd.exe',
  ],
])('is on Windows the shell that called: %s', (_, env, shell) => {
  expect(userShell({ ...cmd, ...env }, 'win32')).toBe(shell);
});
