import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { escapeName } from '../views/escape.ts';
import { wrapped } from '../views/wrapped.ts';
import { answered } from './answered.ts';

/** Where questions go, and answers come from. */
export interface PromptStreams {
  readonly input: Readable;
  readonly output: Writable;
  /** Columns; left out where there is no limit. */
  readonly width?: number | undefined;
}

/**
 * Asks for a line, without drawing anything over what is on the screen: for terminals that cannot move the cursor, and for
 * screen readers.
 * @throws Failure of kind `interrupted` on Ctrl-C, Ctrl-D and at the end of the input
 */
export function askLine(
  question: string,
  { input, output }: PromptStreams,
  signal: AbortSignal,
): Promise<string> {
  return answered(input, signal, (until) => {
    return new Promise((resolve, reject) => {
      const lines = createInterface({ input, output, terminal: false });
      const stop = () => {
        const error = new Error('the question was not answered');
        error.name = 'AbortPromptError';
        reject(error);
        lines.close();
      };
      const end = () => until.removeEventListener('abort', stop);
      lines.once('line', (line) => {
        end();
        resolve(line.trim());
        lines.close();
      });
      lines.once('close', stop);
      if (until.aborted) stop();
      else until.addEventListener('abort', stop, { once: true });
      output.write(question);
    });
  });
}

/** A question that `y` and `yes` confirm. */
export async function confirmLine(
  question: string,
  streams: PromptStreams,
  signal: AbortSignal,
): Promise<boolean> {
  return /^y(es)?$/i.test(await askLine(`${question} (y/N) `, streams, signal));
}

/** A choice by number, by name, or by a part that only one name has. */
export async function chooseLine(
  question: string,
  choices: readonly { readonly value: string; readonly hint: string }[],
  streams: PromptStreams,
  signal: AbortSignal,
): Promise<string> {
  const digits = String(choices.length).length;
  const width = streams.width ?? null;
  const rows = choices.flatMap(({ value, hint }, index) => {
    const start = `  ${String(index + 1).padStart(digits)}  `;
    return wrapped(start, `${escapeName(value)}${hint ? ` (${escapeName(hint)})` : ''}`, width);
  });
  streams.output.write(`${[...wrapped('', question, width), ...rows].join('\n')}\n`);
  for (;;) {
    const typed = await askLine('Number or name: ', streams, signal);
    const chosen = chosenOf(
      typed,
      choices.map(({ value }) => value),
    );
    if (chosen !== null) return chosen;
    streams.output.write(`Type a number from 1 to ${choices.length}, or a name of the list.\n`);
  }
}

function chosenOf(typed: string, values: readonly string[]): string | null {
  const [exact] = values.filter((value) => value === typed);
  if (exact !== undefined) return exact;
  if (/^\d{1,9}$/.test(typed)) return values[Number(typed) - 1] ?? null;
  const near = typed === '' ? [] : values.filter((value) => value.includes(typed.toLowerCase()));
  return near.length === 1 ? (near[0] ?? null) : null;
}
