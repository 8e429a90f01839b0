import { Failure } from '../model/failure.ts';
import type { CommandContext } from './context.ts';

/** Why diverst cannot ask a person. */
export const cannotAsk = 'Input or stderr is not a terminal, or you gave --no-input.';

/** The question to a person before something is changed. */
export interface Question {
  readonly text: string;
  /** What a person must type, if a yes is given too easily; null for a yes. */
  readonly typed: string | null;
  /** What was declined: `the plan` if left out. */
  readonly subject?: string;
  /** The option that answers it; `--yes` if left out. */
  readonly option?: string;
}

/** @throws Failure if diverst cannot ask, or the answer is no */
export async function ask(
  { terminal, signal }: CommandContext,
  { text, typed, subject = 'the plan', option = '--yes' }: Question,
): Promise<void> {
  if (!terminal.interactive) {
    throw new Failure('usage', {
      what: 'the plan was not applied: it needs your confirmation, and diverst cannot ask you for it',
      why: `${cannotAsk} Nothing was changed.`,
      fix: [`to apply the plan, add ${option}`, 'to see only the plan, add --dry-run'],
    });
  }
  const agreed =
    typed === null
      ? await terminal.confirm(text, signal)
      : (await terminal.type(text, signal)).trim() === typed;
  if (!agreed) throw new Failure('declined', { what: `you declined ${subject}; nothing was changed` });
}
