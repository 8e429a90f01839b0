import type { Failure } from '../model/failure.ts';

/** Ends a command with a code of its own: that of a program it ran, or the one shells use when there is none to run. */
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
