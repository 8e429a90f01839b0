import type { WaitOptions } from '../access/waiting.ts';
import type { Limits } from '../aws/client/limits.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './context.ts';
import { tell } from './notices.ts';

/** What bounds a run that changes something; a limit that is moved moves it too. */
export function waitOptions(context: CommandContext, limits: Limits, resume: string): WaitOptions {
  return {
    clock: context.clock,
    signal: context.signal,
    resume,
    get deadline() {
      return limits.deadline ?? Number.POSITIVE_INFINITY;
    },
  };
}

/**
 * An interrupted run names the command that goes on with its work.
 * @param requested whether an account was requested and is not there yet
 */
export function withResume(error: unknown, resume: string, requested = false): unknown {
  if (!(error instanceof Failure) || error.kind !== 'interrupted') return error;
  return new Failure(
    'interrupted',
    {
      ...error.text,
      why: requested ? 'The account was requested: AWS goes on creating it by itself.' : undefined,
      fix: [`go on where it stopped: ${resume}`],
    },
    { cause: error },
  );
}

/**
 * What a dry run ends with, beside the plan.
 * @param apply the command that does it; null where there is nothing to do
 */
export function tellDryRun({ terminal }: Pick<CommandContext, 'terminal'>, apply: string | null): void {
  const then = apply === null ? '' : ` To apply: ${apply}`;
  tell(terminal, `Dry run: nothing was changed.${then}`);
}

/** Asks for a yes. @throws Failure where nobody can be asked, or the answer is no */
export async function askToGoOn({ terminal, signal }: CommandContext, question: string): Promise<void> {
  refuseWithoutTerminal(terminal.interactive);
  if (await terminal.confirm(question, signal)) return;
  throw declined();
}

/** Asks for a word to be typed, where a plain yes is given too easily. */
export async function askToType(
  { terminal, signal }: CommandContext,
  question: string,
  word: string,
): Promise<void> {
  refuseWithoutTerminal(terminal.interactive);
  if ((await terminal.type(question, signal)).trim() === word) return;
  throw declined();
}

function refuseWithoutTerminal(interactive: boolean): void {
  if (interactive) return;
  throw new Failure('usage', {
    what: 'the plan needs a yes, and nobody can be asked',
    why: 'Input or stderr is not a terminal, or --no-input was given. Nothing was changed.',
    fix: ['add --yes to apply the plan', 'or --dry-run to see it only'],
  });
}

function declined(): Failure {
  return new Failure('declined', { what: 'declined; nothing was changed' });
}
