import { setMaxListeners } from 'node:events';
import manifest from '../package.json' with { type: 'json' };
import { failShellOnExit } from './cli/account/fail-on-exit.ts';
import { exitCodes, runCommandLine } from './cli/command-line.ts';
import { openConnection } from './cli/connection.ts';
import { wantsPlain } from './cli/plain-mode.ts';
import { listenForSignals } from './cli/process-signals.ts';
import { systemClock } from './clock.ts';
import { cannotWrite } from './credentials/print-answer.ts';
import { Failure, type FailureText } from './model/failure.ts';
import { ascii } from './terminal/ascii.ts';
import { nodeTerminal } from './terminal/node-terminal.ts';
import { failureView } from './views/failure.ts';
import { plain } from './views/paint.ts';

/** Runs the command line of this process and ends it. */
export async function main(argv: readonly string[]): Promise<void> {
  const { env } = process;
  // The SDK's note on Node's age is for whoever builds on it; `engines` says what this program takes.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const interruption = new AbortController();
  // Each call under way listens to it, and an audit has many: Node's warning of a leak would be none.
  setMaxListeners(0, interruption.signal);
  // Ctrl-C lets the call that is under way end, so that it is known what it did; a second one ends at once.
  const signals = listenForSignals(() => {
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
  });
  // A reader that went away (`| head -1`) is no error of the run.
  let lost: string | null = null;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') lost ??= code ?? message;
  });
  process.stderr.on('error', () => {});
  const ended = failShellOnExit(argv, env);
  const shown = wantsPlain(argv, env) ? ascii : (text: string) => text;
  const settled = failUnlessSettled(shown);
  const code = await runCommandLine(argv, manifest.version, {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    openConnection,
    script: process.argv[1],
    signal: interruption.signal,
    signals,
    terminal: (options) => nodeTerminal(options, env, systemClock),
  });
  ended();
  settled();
  end(code, () => lost, shown);
}

const unsettled: FailureText = {
  what: 'the command stopped before it was finished',
  why: 'diverst waited for something that can no longer happen. It is unknown what was changed.',
  fix: [
    'run the same command again: it does only what is still missing',
    'if this happens again, add --debug and report what diverst prints',
  ],
};

/**
 * A command that never comes to its end must not pass for one that succeeded: Node ends with 0 when nothing is left to
 * wait for, whatever a promise still owes.
 * https://nodejs.org/api/process.html#event-beforeexit
 * @param shown makes the text of the error fit for the terminal
 * @returns to be called once the command has come to its end
 */
function failUnlessSettled(shown: (text: string) => string): () => void {
  const silent = () => {
    // Not before: the parser ends its own help with the code that is set.
    process.exitCode = exitCodes.failed;
    process.stderr.write(shown(failureView(unsettled, plain)), () => process.exit(exitCodes.failed));
  };
  process.once('beforeExit', silent);
  return () => void process.off('beforeExit', silent);
}

/**
 * Ends the process once what was written has left it; what could not be written is a failure.
 * @param lost the error that kept output from being written, if any
 */
function end(code: number, lost: () => string | null, shown: (text: string) => string): void {
  process.stdout.write('', () => {
    // The stream reports its error after this.
    setImmediate(() => {
      const error = lost();
      const said = error === null ? '' : shown(cannotWrite(error));
      process.stderr.write(said, () => process.exit(error !== null && code === 0 ? exitCodes.failed : code));
    });
  });
}
