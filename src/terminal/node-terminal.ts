import { Chalk, type ChalkInstance } from 'chalk';
import type { Clock } from '../clock.ts';
import { Failure } from '../model/failure.ts';
import { type Paint, plain } from '../views/paint.ts';
import { plainProgress } from './plain-progress.ts';
import type { Terminal } from './terminal.ts';

export interface TerminalOptions {
  readonly color: boolean;
  readonly input: boolean;
}

/** The terminal of this process. */
export function nodeTerminal(options: TerminalOptions, env: NodeJS.ProcessEnv, clock: Clock): Terminal {
  const { stdin, stdout, stderr } = process;
  const animated = stderr.isTTY === true && env.TERM !== 'dumb';
  const errPaint = paintOf(stderr, options.color, env);
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    outPaint: paintOf(stdout, options.color, env),
    errPaint,
    interactive: options.input && stdin.isTTY === true && stderr.isTTY === true,
    async progress() {
      if (!animated) return plainProgress((text) => void stderr.write(text), clock);
      const { liveProgress } = await import('./live-progress.ts');
      return liveProgress(stderr, clock, errPaint);
    },
    async confirm(question, signal) {
      const { default: confirm } = await import('@inquirer/confirm');
      const context = { input: stdin, output: stderr, signal };
      return uninterrupted(confirm({ message: question, default: false }, context));
    },
    async askMfaCode(serial, signal) {
      if (!(options.input && stdin.isTTY && stderr.isTTY)) throw cannotAskForCode(serial);
      const { default: input } = await import('@inquirer/input');
      const validate = (text: string) => /^\d{6}$/.test(text) || 'six digits';
      return uninterrupted(
        input({ message: `MFA code of ${serial}:`, validate }, { input: stdin, output: stderr, signal }),
      );
    },
  };
}

/** A prompt's answer; Ctrl-C at it interrupts the run. */
async function uninterrupted<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError)$/.test(error.name)) {
      throw new Failure('interrupted', { what: 'interrupted; nothing was changed' }, { cause: error });
    }
    throw error;
  }
}

function cannotAskForCode(serial: string): Failure {
  return new Failure('usage', {
    what: `the profile needs a code of the MFA device ${serial}, and nobody can be asked`,
    why: 'Input or stderr is not a terminal, or --no-input was given.',
    fix: ['run it on a terminal', 'or give it credentials of a session that was opened with MFA'],
  });
}

/** NO_COLOR, TERM=dumb and --no-color, judged per stream. https://no-color.org/ */
function paintOf(stream: NodeJS.WriteStream, wanted: boolean, env: NodeJS.ProcessEnv): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const off = !wanted || (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb';
  if (off || !(forced || stream.isTTY === true)) return plain;
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
  };
}
