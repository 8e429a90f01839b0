import type { Readable } from 'node:stream';
import { Failure } from '../model/failure.ts';

/**
 * A prompt's answer. Ctrl-C, Ctrl-D and an input that ends interrupt the run: the prompts themselves know Ctrl-C only,
 * and after Ctrl-D nothing is left that Node waits for, so that the process would end in the middle of the question.
 * @param input that the prompt reads
 * @param ask shows the prompt, until the signal that it gets is aborted
 * @throws Failure of kind `interrupted`
 */
export async function answered<T>(
  input: Readable,
  signal: AbortSignal,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (input.readableEnded || input.destroyed) throw interrupted(new Error('the input has ended'));
  const closed = new AbortController();
  const close = () => closed.abort(new Error('the input was closed'));
  // Ctrl-D closes readline, which then pauses its input: https://nodejs.org/api/readline.html#rlclose
  const events = ['pause', 'end', 'close'] as const;
  for (const event of events) input.once(event, close);
  try {
    return await ask(AbortSignal.any([signal, closed.signal]));
  } catch (error) {
    if (error instanceof Error && /^(ExitPromptError|AbortPromptError)$/.test(error.name))
      throw interrupted(error);
    throw error;
  } finally {
    for (const event of events) input.off(event, close);
  }
}

function interrupted(cause: Error): Failure {
  return new Failure('interrupted', { what: 'interrupted; nothing was changed' }, { cause });
}
