import { CommanderError } from 'commander';
import { AwsError } from '../aws/errors/aws-error.ts';
import { ConfigError } from '../config/problem.ts';
import { managedVariables } from '../credentials/base-environment.ts';
import { type ShellEnvironment, shellEnvironment } from '../credentials/environment-change.ts';
import { NoHome } from '../credentials/home-folder.ts';
import { Failure, type FailureKind, type FailureText } from '../model/failure.ts';
import { plainTerminal } from '../terminal/plain-terminal.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { escapeText } from '../views/escape.ts';
import { failureView } from '../views/failure.ts';
import { withReplacedKeys } from './account/replaced-keys.ts';
import { linesOfFailure } from './account/shell-failure.ts';
import { ExitError, PartialFailure } from './command-errors.ts';
import type { ProcessContext } from './context.ts';
import type { Globals } from './globals.ts';
import { isGiven, printsText, wantsPlain } from './plain-mode.ts';
import { buildProgram } from './program.ts';

/**
 * The exit code of each kind of failure. Commands whose result is a judgement have further codes of their own, as
 * their `--help` says: `org audit` and `org repair` (2, 3: `audit/outcome.ts`), `doctor`, and `client exec`, which ends
 * as its command did.
 */
export const exitCodes: Readonly<Record<FailureKind, number>> = {
  failed: 1,
  declined: 4,
  usage: 64,
  interrupted: 130,
};

/**
 * Runs one command line to its end, failures reported on stderr.
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function runCommandLine(
  argv: readonly string[],
  version: string,
  host: ProcessContext,
): Promise<number> {
  // Known before the line is parsed, because the parser itself may have to say something.
  const plain = wantsPlain(argv, host.env);
  const raw = host.terminal({ color: !plain && !isGiven(argv, '--no-color'), input: false, plain });
  const early = plain ? plainTerminal(raw, host.clock, () => true) : raw;
  let globals: Globals = { debug: isGiven(argv, '--debug') };
  let outIsText = true;
  const shell = enterBase(host.env);
  const program = buildProgram(version, early, (given) => {
    globals = given;
    const color = !plain && given.color !== false;
    const terminal = host.terminal({ color, input: given.input !== false, plain });
    return {
      ...host,
      terminal: plain ? plainTerminal(terminal, host.clock, () => outIsText) : terminal,
      globals,
      shell,
    };
  });
  program.hook('preAction', (_program, action) => {
    outIsText = printsText(action);
  });
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    const shown = withReplacedKeys(error, shell, host.env);
    const code = await report(shown, early, globals, host.signal);
    const lines = code === 0 || early.outIsTerminal ? null : linesOfFailure(argv, shell);
    if (lines !== null) raw.out(lines);
    return code;
  }
}

/**
 * Takes the session of the client that the shell is in out of the environment. Not only this program reads it: the SDK
 * does, and so do the programs that a profile or the user names.
 */
function enterBase(env: NodeJS.ProcessEnv): ShellEnvironment {
  const shell = shellEnvironment(env);
  for (const name of managedVariables) {
    const value = shell.base.env[name];
    if (value === undefined) delete env[name];
    else env[name] = value;
  }
  return shell;
}

/** Reports what went wrong and returns the exit code. */
async function report(
  error: unknown,
  terminal: Terminal,
  globals: Globals,
  signal: AbortSignal,
): Promise<number> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage;
  if (error instanceof ExitError) {
    if (error.failure !== null) await report(error.failure, terminal, globals, signal);
    return error.code;
  }
  const errors = error instanceof PartialFailure ? error.errors : [error];
  const failures = await Promise.all(errors.map((one) => toFailure(one, globals)));
  const printed = new Set<string>();
  for (const failure of failures) {
    const text = failureView(withWayOn(failure), terminal.errPaint, terminal.errWidth ?? null);
    if (!printed.has(text)) terminal.err(text);
    printed.add(text);
    if (globals.debug) terminal.err(`${escapeText(stackOf(failure))}\n`);
  }
  // Whatever the last call answered: it was the interruption that ended the run.
  if (signal.aborted) return exitCodes.interrupted;
  return exitCodes[failures[0]?.kind ?? 'failed'];
}

/** What a command that was interrupted has begun is found by its next run. */
function withWayOn({ kind, text }: Failure): FailureText {
  if (kind !== 'interrupted' || text.fix !== undefined) return text;
  return { ...text, fix: ['run the same command again'] };
}

async function toFailure(error: unknown, globals: Globals): Promise<Failure> {
  if (error instanceof Failure) return error;
  if (error instanceof AwsError)
    return (await import('../aws/errors/explain.ts')).explain(error, globals.profile);
  if (error instanceof ConfigError) {
    return new Failure(
      'usage',
      { what: 'the configuration cannot be used', why: error.message },
      { cause: error },
    );
  }
  if (error instanceof NoHome) {
    return new Failure(
      'usage',
      {
        what: error.message,
        why: 'The AWS SDK looks for its settings there, and sessions are cached in it.',
        fix: ['set HOME to a folder of yours: HOME=/path/to/folder diverst …'],
      },
      { cause: error },
    );
  }
  // By name, because their classes are loaded only with the sandbox.
  if (error instanceof Error && error.name === 'LockTimeout')
    return new Failure('failed', { what: error.message }, { cause: error });
  if (isSandboxStateError(error)) {
    return new Failure(
      'failed',
      {
        what: `the sandbox's state file ${error.file} cannot be used`,
        why: error.reason,
        fix: [error.fix, 'or name another file: --sandbox-state FILE'],
      },
      { cause: error },
    );
  }
  return new Failure(
    'failed',
    {
      what: error instanceof Error ? error.message : String(error),
      fix: ['this looks like a fault of diverst itself: run it again with --debug and report what it prints'],
    },
    { cause: error },
  );
}

/** As the sandbox throws it. */
interface SandboxStateError extends Error {
  readonly file: string;
  readonly reason: string;
  readonly fix: string;
}

function isSandboxStateError(error: unknown): error is SandboxStateError {
  return error instanceof Error && error.name === 'SandboxStateError';
}

function stackOf(failure: Failure): string {
  const stacks: string[] = [];
  for (let at: unknown = failure; at instanceof Error; at = at.cause) stacks.push(at.stack ?? at.message);
  return stacks.join('\ncaused by ');
}
