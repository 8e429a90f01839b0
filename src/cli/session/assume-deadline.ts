import type { Limits } from '../../aws/client/limits.ts';
import type { Run } from '../context.ts';

/**
 * Milliseconds for which AWS is waited for: a credential_process has a minute in all with some tools, and an attempt
 * that began within them may still take as long again.
 */
const answerWithin = 25_000;

/** Milliseconds for one attempt: one whose answer never comes leaves time for two more. */
const attempt = 8_000;

export function limitsOf(run: Run): Limits {
  return { signal: run.signal, deadline: run.clock.now() + answerWithin, attempt };
}

/** Begins anew after somebody else was waited for: the time that a person takes is not AWS's. */
export function restart(limits: Limits, run: Run): void {
  limits.deadline = run.clock.now() + answerWithin;
}
