import { CommanderError } from 'commander';
import { AwsError } from '../aws/errors/aws-error.ts';
import { ConfigError } from '../config/problem.ts';
import { managedVariables } from '../credentials/base-environment.ts';
import { placeOf } from '../credentials/environment.ts';
import { type ShellEnvironment, shellEnvironment } from '../credentials/environment-change.ts';
import { NoHome } from '../credentials/home-folder.ts';
import { refText } from '../model/account-kind.ts';
import { Failure, type FailureKind, type FailureText } from '../model/failure.ts';
import { parentShell } from '../terminal/parent-shell.ts';
import { plainTerminal } from '../terminal/plain-terminal.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { escapeText } from '../views/escape.ts';
import { failureView } from '../views/failure.ts';
import { withReplacedKeys } from './account/replaced-keys.ts';
import { linesOfFailure } from './account/shell-failure.ts';
import { ExitError, PartialFailure } from './command-errors.ts';
import { completeFix, type FixPlace } from './complete-fix.ts';
import type { ProcessContext } from './context.ts';
import { explainAws } from './explain-aws.ts';
import { explainNoHome } from './explain-no-home.ts';
import { givenLine } from './given-line.ts';
import type { Globals } from './globals.ts';
import { jsonError, wantsJson } from './json-error.ts';
import { warn } from './notices.ts';
import { printsText, wantsPlain } from './plain-mode.ts';
import { appliesPlan } from './plan-commands.ts';
import { buildProgram } from './program.ts';
import { explainUsage } from './usage-failure.ts';

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
  const printed = { data: false };
  // Known before the line is parsed, because the parser itself may have to say something.
  const plain = wantsPlain(argv, host.env);
  const given = givenLine(argv).options;
  const terminalFor = (options: { readonly color: boolean; readonly input: boolean }) =>
    watchedTerminal(host.terminal({ ...options, plain }), printed);
  const raw = terminalFor({ color: !plain && !given.has('--no-color'), input: false });
  const early = plain ? plainTerminal(raw, host.clock, () => true) : raw;
  let globals: Globals = { debug: given.has('--debug') };
  let outIsText = true;
  let isResumed = false;
  const shell = enterBase(host.env);
  const program = buildProgram(version, early, (parsed) => {
    globals = parsed;
    const color = !plain && parsed.color !== false;
    const terminal = terminalFor({ color, input: parsed.input !== false });
    return {
      ...host,
      terminal: plain ? plainTerminal(terminal, host.clock, () => outIsText) : terminal,
      globals,
      shell,
    };
  });
  program.hook('preAction', (_program, action) => {
    outIsText = printsText(action);
    isResumed = appliesPlan(action);
  });
  explainUsage(program);
  try {
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync(argv, { from: 'user' });
    return 0;
  } catch (error) {
    const shown = withReplacedKeys(error, shell, host.env);
    const reporting = { terminal: early, globals, isResumed, shell, signal: host.signal };
    const { code, failure } = await report(shown, reporting);
    const lines = code === 0 || early.outIsTerminal ? null : linesOfFailure(argv, shell);
    if (lines !== null) {
      raw.out(lines);
      const left = placeOf(shell.inherited);
      if (left !== null) warn(early, `this shell leaves ${refText(left)}`);
    }
    if (lines === null && failure !== null && !printed.data && wantsJson(argv))
      raw.out(jsonError(failure, code));
    return code;
  }
}

/** Notes when something goes to stdout: what follows it is not the one object there. */
function watchedTerminal(terminal: Terminal, printed: { data: boolean }): Terminal {
  return Object.create(terminal, {
    out: {
      value: (text: string) => {
        printed.data = true;
        terminal.out(text);
      },
    },
    pass: {
      value: (stream: 'out' | 'err', bytes: Uint8Array) => {
        printed.data ||= stream === 'out';
        return terminal.pass(stream, bytes);
      },
    },
  });
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

/** How a command ended that did not end well. */
interface Reported {
  readonly code: number;
  /** The first of what went wrong; null if there is nothing to say. */
  readonly failure: Failure | null;
}

/** What a failure is reported with. */
interface Reporting {
  readonly terminal: Terminal;
  readonly globals: Globals;
  /** Whether the command changes something, and a second run continues it. */
  readonly isResumed: boolean;
  readonly shell: ShellEnvironment;
  readonly signal: AbortSignal;
}

/** Reports what went wrong on stderr. */
async function report(error: unknown, reporting: Reporting): Promise<Reported> {
  const { terminal, globals, shell, signal } = reporting;
  if (error instanceof CommanderError) return endOfParser(error);
  if (error instanceof ExitError) {
    if (error.failure === null) return { code: error.code, failure: null };
    const { failure } = await report(error.failure, reporting);
    return { code: error.code, failure };
  }
  const errors = error instanceof PartialFailure ? error.errors : [error];
  const place: FixPlace = { globals, shell: () => parentShell(shell.inherited) };
  const failures = (await Promise.all(errors.map((one) => toFailure(one, reporting)))).map((one) =>
    completed(one, place),
  );
  const printed = new Set<string>();
  for (const [index, failure] of failures.entries()) {
    const key = JSON.stringify(failure.text);
    if (!printed.has(key)) {
      const text = withoutFixesOf(failures.slice(index + 1), failure.text);
      terminal.err(failureView(text, terminal.errPaint, terminal.errWidth ?? null));
    }
    printed.add(key);
    if (globals.debug) terminal.err(`${escapeText(stackOf(failure))}\n`);
  }
  const [failure = null] = failures;
  // Whatever the last call answered: it was the interruption that ended the run.
  if (!signal.aborted) return { code: exitCodes[failure?.kind ?? 'failed'], failure };
  const interrupted = failure?.kind === 'interrupted' ? failure : null;
  return {
    code: exitCodes.interrupted,
    failure: interrupted ?? new Failure('interrupted', failure?.text ?? { what: 'interrupted' }),
  };
}

/** A fix that several failures have in common stands once, below the last of them. */
function withoutFixesOf(others: readonly Failure[], text: FailureText): FailureText {
  const different = others.filter((other) => JSON.stringify(other.text) !== JSON.stringify(text));
  const below = new Set(different.flatMap((other) => other.text.fix ?? []));
  return { ...text, fix: (text.fix ?? []).filter((fix) => !below.has(fix)) };
}

/** The parser ends with help, the version, or the help of a group of which no command was given. */
function endOfParser({ exitCode }: CommanderError): Reported {
  if (exitCode === 0) return { code: 0, failure: null };
  return {
    code: exitCodes.usage,
    failure: new Failure('usage', {
      what: 'the command is incomplete',
      fix: ['list the commands: diverst --help'],
    }),
  };
}

/** The fixes with their commands complete; what a command that was interrupted has started is found by its next run. */
function completed(failure: Failure, place: FixPlace): Failure {
  const { kind, text } = failure;
  const standard = kind === 'interrupted' ? ['run the same command again'] : [];
  const fix = (text.fix ?? standard).map((one) => completeFix(one, place));
  return new Failure(kind, { ...text, fix }, { cause: failure });
}

async function toFailure(error: unknown, { globals, isResumed }: Reporting): Promise<Failure> {
  if (error instanceof Failure) return error;
  if (error instanceof AwsError) return explainAws(error, globals, isResumed);
  if (error instanceof ConfigError) {
    return new Failure(
      'usage',
      {
        what: 'the configuration cannot be used',
        why: error.message,
        fix: ['correct the configuration, then run the same command again'],
      },
      { cause: error },
    );
  }
  if (error instanceof NoHome) return explainNoHome(error);
  // By name, because their classes are loaded only with the sandbox.
  if (error instanceof Error && error.name === 'LockTimeout')
    return new Failure(
      'failed',
      {
        what: `cannot use the sandbox: ${error.message}`,
        fix: ['wait until that process has ended, then run the same command again'],
      },
      { cause: error },
    );
  if (isSandboxStateError(error)) {
    return new Failure(
      'failed',
      {
        what: `cannot use the sandbox's state file ${error.file}`,
        why: error.reason,
        fix: [error.fix, 'or use another file: add --sandbox-state FILE'],
      },
      { cause: error },
    );
  }
  return new Failure(
    'failed',
    {
      what: error instanceof Error ? error.message : String(error),
      fix: [
        'run the same command again with --debug, and report what it prints: this is probably a fault of diverst',
      ],
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
