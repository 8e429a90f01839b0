import type { Limits } from '../../aws/client/limits.ts';
import type { CommandContext } from '../context.ts';

/**
 * Milliseconds for which diverst waits for AWS: with some tools, a credential_process has a minute in all, and an
 * attempt that started within this time can take as long again.
 */
const answerWithin = 25_000;

/** Milliseconds for one attempt: one whose answer never comes leaves time for two more. */
const attempt = 8_000;

export function limitsOf(context: CommandContext): Limits {
  return { signal: context.signal, deadline: context.clock.now() + answerWithin, attempt };
}

/** Begins anew after somebody else was waited for: the time that a person takes is not AWS's. */
export function restart(limits: Limits, context: CommandContext): void {
  limits.deadline = context.clock.now() + answerWithin;
}
