import type { Failure } from '../model/failure.ts';

/**
 * Ends a command with a special exit code: the code of a program that it ran, or the code that shells use if there is
 * no program to run.
 */
export class ExitError extends Error {
  override readonly name = 'ExitError';

  /** @param failure what diverst itself has to say about it */
  constructor(
    readonly code: number,
    readonly failure: Failure | null = null,
  ) {
    super(`exit code ${code}`);
  }
}

/** Ends a command whose result was shown already: the errors that kept it from being complete follow. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure';

  constructor(readonly errors: readonly unknown[]) {
    super('the command did not complete');
  }
}
