/**
 * A call that AWS, or the way to it, answered with an error. It states facts only; `explain.ts` says what they mean.
 */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** `iam:CreateRole`: as IAM names the action. */
  readonly action: string;
  /** AWS's code, e.g. `EntityAlreadyExists`; for a network error Node's, e.g. `ECONNRESET`. */
  readonly code: string;
  /** The `Reason` member of Organizations' ConstraintViolation and InvalidInput exceptions. */
  readonly reason: string | undefined;
  readonly requestId: string | undefined;
  /**
   * `rejected`: AWS answered and did nothing. `unknown`: no answer, or a 5xx or an unreadable one, so that the call
   * may have taken effect.
   */
  readonly outcome: 'rejected' | 'unknown';
  /** How often the call was sent: with more than one, "already exists" may speak of what the first attempt did. */
  readonly attempts: number;

  constructor(facts: {
    action: string;
    code: string;
    message: string;
    reason?: string | undefined;
    requestId?: string | undefined;
    outcome: 'rejected' | 'unknown';
    attempts?: number;
    cause?: unknown;
  }) {
    super(facts.message, { cause: facts.cause });
    this.action = facts.action;
    this.code = facts.code;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
    this.outcome = facts.outcome;
    this.attempts = facts.attempts ?? 1;
  }
}

/** True if `error` is an AwsError with one of the codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): error is AwsError {
  return error instanceof AwsError && codes.includes(error.code);
}
