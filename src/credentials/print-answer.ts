import { writeSync } from 'node:fs';
import { asksForPlain } from '../model/plain.ts';

/** Where an answer goes. */
export interface AnswerStream {
  /** Writes some of it to stdout at once. @returns how many bytes */
  write(bytes: Uint8Array): number;
  /** Writes what is left once stdout takes it. */
  later(bytes: Uint8Array): void;
  /** Called with the code of an error that kept the answer from being written. */
  failed(code: string): void;
}

/**
 * Prints an answer without the stream of stdout, which takes Node as long to load as all the rest of a cached call takes.
 */
export function printAnswer(text: string, stream: AnswerStream = stdout): void {
  let rest: Uint8Array = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(stream.write(rest));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // A pipe that takes no more for now: only the stream can wait.
    if (code === 'EAGAIN') stream.later(rest);
    // A reader that went away is no error of the run; a full disk is.
    else if (code !== 'EPIPE') stream.failed(code ?? String(error));
  }
}

/** What is reported of an answer that is lost. */
export function cannotWrite(code: string): string {
  return `✗ error: cannot write to stdout (${code})\n`;
}

/** The same before the program is loaded, which makes texts plain. */
export function cannotAnswer(code: string, env: NodeJS.ProcessEnv): string {
  const text = cannotWrite(code);
  return asksForPlain(env) ? text.replace('✗ ', '') : text;
}

const stdout: AnswerStream = {
  write: (bytes) => writeSync(1, bytes),
  later(bytes) {
    process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code !== 'EPIPE') stdout.failed(code ?? message);
    });
    process.stdout.write(bytes);
  },
  failed(code) {
    process.exitCode = 1;
    process.stderr.write(cannotAnswer(code, process.env));
  },
};
