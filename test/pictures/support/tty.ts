import { setMaxListeners } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { vi } from 'vitest';
import { runCommandLine } from '../../../src/cli/command-line.ts';
import { keysOf } from '../../../src/cli/sandbox/state-file.ts';
import { nodeTerminal } from '../../../src/terminal/node-terminal.ts';
import type { TestOrganization } from '../../support/cli.ts';
import type { Screen } from '../../support/screen.ts';
import { TerminalOutput } from '../../support/terminal-output.ts';

/**
 * Runs one command line as a person sees it on a terminal of this process, who answers yes, or types the name that is
 * asked for.
 * @param screen shows it below what is there
 * @returns the exit code
 */
export async function runOnScreen(
  organization: TestOrganization,
  commandLine: string,
  screen: Screen,
): Promise<number> {
  screen.write(`\u001b[32m$\u001b[39m ${commandLine}\n`);
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} });
  let typed = false;
  const output = new TerminalOutput(screen, (text) => {
    // A prompt listens once it is drawn, and is drawn again with each key.
    if (text.includes('(y/N)')) setImmediate(() => stdin.write('y\r'));
    const [, name] = /Type\s+(\S+)\s+to\s+continue:/.exec(stripVTControlCharacters(text)) ?? [];
    if (name === undefined || typed) return;
    typed = true;
    setImmediate(() => stdin.write(`${name}\r`));
  });
  const { sandbox, clock } = organization;
  const { signal } = new AbortController();
  // As the program does: each call under way listens.
  setMaxListeners(0, signal);
  // Of its own: what is cached there, such as costs, would be shown in the place of what is asked for.
  const home = mkdtempSync(join(tmpdir(), 'diverst-picture-'));
  const env = {
    HOME: home,
    DIVERST_SANDBOX: '1',
    TERM: 'xterm-256color',
    FORCE_COLOR: '1',
    CI: undefined,
    NO_COLOR: undefined,
  };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  // With that environment, which decides about colours, and before the virtual clock runs: it does not see that a module
  // is being loaded, and would jump meanwhile.
  await Promise.all([
    import('@inquirer/confirm'),
    import('@inquirer/input'),
    import('../../../src/terminal/live-progress.ts'),
  ]);
  const streams = [
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin),
    vi.spyOn(process, 'stdout', 'get').mockReturnValue(output as unknown as typeof process.stdout),
    vi.spyOn(process, 'stderr', 'get').mockReturnValue(output as unknown as typeof process.stderr),
  ];
  try {
    return await runCommandLine(commandLine.split(' ').slice(1), '0.0.0-test', {
      env,
      cwd: '/',
      clock,
      openConnection: async (_run, role) => ({
        profile: role === 'management' ? 'management (sandbox)' : 'ops (sandbox)',
        transport: {
          credentials: keysOf(sandbox, role, 'diverst'),
          region: sandbox.region,
          requestHandler: sandbox.requestHandler,
        },
      }),
      signal,
      terminal: (options) => nodeTerminal(options, env, clock),
    });
  } finally {
    for (const stream of streams) stream.mockRestore();
    vi.unstubAllEnvs();
    rmSync(home, { recursive: true, force: true });
  }
}
