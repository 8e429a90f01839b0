/** Ends a command whose result was shown already: the errors that kept it from being complete follow. */
export class PartialFailure extends Error {
  override readonly name = 'PartialFailure';

  constructor(readonly errors: readonly unknown[]) {
    super('the command did not complete');
  }
}
