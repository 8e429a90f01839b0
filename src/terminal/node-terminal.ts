import { closeSync, openSync } from 'node:fs';
import { ReadStream, WriteStream } from 'node:tty';
import { Chalk, type ChalkInstance } from 'chalk';
import type { Clock } from '../clock.ts';
import { Failure } from '../model/failure.ts';
import { type Paint, plain } from '../views/paint.ts';
import { wrapped } from '../views/wrapped.ts';
import { answered } from './answered.ts';
import { plainProgress } from './plain-progress.ts';
import { questionText } from './question-text.ts';
import type { Terminal } from './terminal.ts';

export interface TerminalOptions {
  readonly color: boolean;
  readonly input: boolean;
  /** Whether nothing is drawn over what is on the screen. */
  readonly plain: boolean;
}

/** The terminal of this process. */
export function nodeTerminal(options: TerminalOptions, env: NodeJS.ProcessEnv, clock: Clock): Terminal {
  const { stdout, stderr } = process;
  const byLine = options.plain || env.TERM === 'dumb';
  const animated = stderr.isTTY === true && !byLine && options.color && !env.NO_COLOR;
  const errPaint = paintOf(stderr, options.color, env);
  // Asked when it matters: Node takes milliseconds to make the stream.
  const standard = {
    get input() {
      return process.stdin;
    },
    output: stderr,
    width: widthOf(stderr),
  };
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    pass: (stream, bytes) =>
      new Promise((resolve) => {
        const target = stream === 'out' ? stdout : stderr;
        if (!target.writable) resolve(false);
        else target.write(bytes, (error) => resolve(!error));
      }),
    outPaint: paintOf(stdout, options.color, env),
    errPaint,
    outIsTerminal: stdout.isTTY === true,
    errIsTerminal: stderr.isTTY === true,
    get outIsClosed() {
      return !stdout.writable;
    },
    outWidth: widthOf(stdout),
    errWidth: widthOf(stderr),
    animated,
    // Asked when it matters: Node takes milliseconds to make the stream.
    get interactive() {
      return options.input && stderr.isTTY === true && process.stdin.isTTY === true;
    },
    get canAskForCode() {
      const device = options.input ? openTerminalDevice() : null;
      device?.close();
      return device !== null;
    },
    async progress() {
      if (!animated) return plainProgress((text) => void stderr.write(text), clock, widthOf(stderr));
      const { liveProgress } = await import('./live-progress.ts');
      return liveProgress(stderr, clock, errPaint);
    },
    async confirm(question, signal) {
      if (byLine) return (await linePrompts()).confirmLine(question, standard, signal);
      const { default: confirm } = await import('@inquirer/confirm');
      return answered(process.stdin, signal, (until) =>
        confirm(
          { message: questionText(question, widthOf(stderr), ' (y/N) '), default: false },
          { input: process.stdin, output: stderr, signal: until },
        ),
      );
    },
    async type(question, signal) {
      if (byLine) return (await linePrompts()).askLine(`${question} `, standard, signal);
      const { default: input } = await import('@inquirer/input');
      return answered(process.stdin, signal, (until) =>
        input(
          { message: questionText(question, widthOf(stderr)) },
          { input: process.stdin, output: stderr, signal: until },
        ),
      );
    },
    async choose(question, choices, signal) {
      if (byLine) return (await linePrompts()).chooseLine(question, choices, standard, signal);
      const { default: search } = await import('@inquirer/search');
      const source = (term: string | undefined) =>
        choices
          .filter(({ value }) => value.includes((term ?? '').toLowerCase()))
          .map(({ value, hint }) => ({
            ...{ value, name: value },
            description: wrapped('', hint, widthOf(stderr) ?? null).join('\n'),
          }));
      return answered(process.stdin, signal, (until) =>
        search(
          { message: questionText(question, widthOf(stderr)), source },
          { input: process.stdin, output: stderr, signal: until },
        ),
      );
    },
    async askMfaCode(serial, signal) {
      // Standard input and output may belong to a pipe; the code is asked for on the terminal itself.
      const device = options.input ? openTerminalDevice() : null;
      if (device === null) throw cannotAskForCode(serial);
      const isCode = (text: string) => /^\d{6}$/.test(text);
      try {
        if (byLine) {
          const { askLine } = await linePrompts();
          for (;;) {
            const code = await askLine(`MFA code of ${serial} (six digits): `, device, signal);
            if (isCode(code)) return code;
          }
        }
        const { default: input } = await import('@inquirer/input');
        const validate = (text: string) => isCode(text) || 'Enter six digits';
        return await answered(device.input, signal, (until) =>
          input(
            { message: questionText(`MFA code of ${serial}:`, widthOf(stderr)), validate },
            { input: device.input, output: device.output, signal: until },
          ),
        );
      } finally {
        device.close();
      }
    },
  };
}

/** Loaded for a terminal on which nothing is redrawn. */
async function linePrompts() {
  return import('./line-prompts.ts');
}

/** The terminal that the process belongs to, whatever its streams are; null where there is none. */
function openTerminalDevice(): { input: ReadStream; output: WriteStream; close(): void } | null {
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return { input: process.stdin, output: process.stderr, close: () => {} };
  }
  let descriptor: number | undefined;
  try {
    descriptor = openSync('/dev/tty', 'r+');
    const input = new ReadStream(descriptor);
    const output = new WriteStream(descriptor);
    return { input, output, close: () => input.destroy() };
  } catch {
    // No such device, or none that may be opened: nobody can be asked.
    if (descriptor !== undefined) closeSync(descriptor);
    return null;
  }
}

function cannotAskForCode(serial: string): Failure {
  return new Failure('usage', {
    what: `the profile needs a code of MFA device ${serial}, but diverst cannot ask you for it`,
    why: 'This process has no terminal, or you gave --no-input.',
    fix: [
      'run a command on a terminal first, where diverst asks for the code; the code is then valid for 12 hours',
      'or set DIVERST_MFA_PROCESS to a command that prints the code',
    ],
  });
}

/** NO_COLOR, TERM=dumb and --no-color, judged per stream. https://no-color.org/ */
function paintOf(stream: NodeJS.WriteStream, wanted: boolean, env: NodeJS.ProcessEnv): Paint {
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '' && env.FORCE_COLOR !== '0';
  const off = !wanted || (env.NO_COLOR !== undefined && env.NO_COLOR !== '') || env.TERM === 'dumb';
  if (off || !(forced || stream.isTTY === true)) return plain;
  const chalk: ChalkInstance = new Chalk({ level: 1 });
  // Neither red nor yellow, which say that something is wrong, nor the dark blue that black swallows.
  const tints = [
    chalk.cyan,
    chalk.magenta,
    chalk.green,
    chalk.cyanBright,
    chalk.magentaBright,
    chalk.greenBright,
    chalk.blueBright,
  ];
  return {
    bold: (text) => chalk.bold(text),
    dim: (text) => chalk.dim(text),
    good: (text) => chalk.green(text),
    bad: (text) => chalk.red(text),
    warn: (text) => chalk.yellow(text),
    tint: (text, shade) => (tints[shade % tints.length] ?? chalk.cyan)(text),
  };
}

/** A terminal that was never told its size says that it has no columns. */
function widthOf({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  return isTTY && columns > 0 ? columns : undefined;
}
