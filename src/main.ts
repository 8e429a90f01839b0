import { readFileSync } from 'node:fs';
import { exitCodes, runCommandLine } from './cli/command-line.ts';
import { openSeam } from './cli/seam.ts';
import { systemClock } from './clock.ts';
import { Failure } from './model/failure.ts';
import { nodeTerminal } from './terminal/node-terminal.ts';

/** Runs the command line of this process and ends it. */
export async function main(argv: readonly string[]): Promise<void> {
  const { env } = process;
  // The SDK's note on Node's age is for whoever builds on it; `engines` says what this program takes.
  env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const interruption = new AbortController();
  listenForSignals(interruption);
  const code = await runCommandLine(argv, version(), {
    env,
    cwd: process.cwd(),
    clock: systemClock,
    openSeam,
    signal: interruption.signal,
    terminal: (options) => nodeTerminal(options, env, systemClock),
  });
  end(code);
}

/** Ctrl-C lets the call that is under way end, so that it is known what it did; a second one ends at once. */
function listenForSignals(interruption: AbortController): void {
  const interrupt = () => {
    if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
    interruption.abort(new Failure('interrupted', { what: 'interrupted' }));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  // A reader that went away (`| head -1`) is no error of the run.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

/** Ends the process once what was written has left it. */
function end(code: number): void {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)));
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  const { version } = manifest as { version: string };
  return version;
}
