import type { CommandContext } from '../../src/cli/context.ts';
import type { Globals } from '../../src/cli/globals.ts';
import { shellEnvironment } from '../../src/credentials/environment-change.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import { plain } from '../../src/views/paint.ts';

/** What one command is run in, with what it said. */
export interface TestRun {
  readonly context: CommandContext;
  readonly said: { out: string; err: string };
}

/** A run that reaches nothing: for commands that are given what they would read from AWS. */
export function testRun(
  options: { readonly globals?: Globals; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): TestRun {
  const said = { out: '', err: '' };
  const unreachable = async () => {
    throw new Error('this run reaches nothing');
  };
  const context: CommandContext = {
    env: options.env ?? {},
    cwd: options.cwd ?? '/',
    clock: new VirtualClock(),
    openConnection: unreachable,
    signal: new AbortController().signal,
    globals: options.globals ?? {},
    shell: shellEnvironment(options.env ?? {}),
    terminal: {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      pass: async (stream, bytes) => {
        said[stream] += Buffer.from(bytes).toString();
        return true;
      },
      outPaint: plain,
      errPaint: plain,
      outIsTerminal: false,
      interactive: false,
      canAskForCode: false,
      progress: unreachable,
      confirm: unreachable,
      type: unreachable,
      choose: unreachable,
      askMfaCode: unreachable,
    },
  };
  return { context, said };
}
