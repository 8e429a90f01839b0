import { Failure } from '../model/failure.ts';
import type { CommandContext } from './context.ts';

/** The question to a person before something is changed. */
export interface Question {
  readonly text: string;
  /** What has to be typed, where a yes is given too easily; null for a yes. */
  readonly typed: string | null;
  /** The option that answers it; `--yes` if left out. */
  readonly option?: string;
}

/** @throws Failure where nobody can be asked, or the answer is no */
export async function ask(
  { terminal, signal }: CommandContext,
  { text, typed, option = '--yes' }: Question,
): Promise<void> {
  if (!terminal.interactive) {
    throw new Failure('usage', {
      what: 'the plan needs a yes, and nobody can be asked',
      why: 'Input or stderr is not a terminal, or --no-input was given. Nothing was changed.',
      fix: [`add ${option} to apply the plan`, 'or --dry-run to see it only'],
    });
  }
  const agreed =
    typed === null
      ? await terminal.confirm(text, signal)
      : (await terminal.type(text, signal)).trim() === typed;
  if (!agreed) throw new Failure('declined', { what: 'declined; nothing was changed' });
}
