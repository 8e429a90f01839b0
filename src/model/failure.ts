/**
 * How a run can end other than well. What happened is worded where it happens; what AWS answers, in
 * `aws/errors/explain.ts`. `cli/command-line.ts` turns it into an exit code:
 * `failed` 1, `declined` 4, `usage` 64, `interrupted` 130.
 */
export type FailureKind = 'failed' | 'declined' | 'usage' | 'interrupted';

export interface FailureText {
  /** What happened, as one sentence without the final full stop. */
  readonly what: string;
  /** Why, where it is known. */
  readonly why?: string | undefined;
  /** What to do about it; commands are given so that they can be pasted. */
  readonly fix?: readonly string[] | undefined;
  /** Facts for support: AWS's error code, request id. */
  readonly facts?: readonly string[] | undefined;
}

/** An error that is meant for the person at the terminal: it says what, why and how to fix it. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly kind: FailureKind,
    readonly text: FailureText,
    options?: ErrorOptions,
  ) {
    super(text.what, options);
  }
}
