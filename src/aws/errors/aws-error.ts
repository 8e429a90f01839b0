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
  /** The call may have changed something, and no answer says whether it did. */
  readonly inDoubt: boolean;
  /** An earlier attempt of the same call got no clear answer: "already exists" may speak of what that one did. */
  readonly afterDoubt: boolean;
  /** Keys of the environment signed: no profile has to be corrected. */
  readonly keysOfEnvironment: boolean;

  constructor(facts: {
    action: string;
    code: string;
    message: string;
    reason?: string | undefined;
    requestId?: string | undefined;
    outcome: 'rejected' | 'unknown';
    /** Whether the call is one that changes something. */
    changes?: boolean;
    afterDoubt?: boolean;
    keysOfEnvironment?: boolean | undefined;
    cause?: unknown;
  }) {
    super(facts.message, { cause: facts.cause });
    this.action = facts.action;
    this.code = facts.code;
    this.reason = facts.reason;
    this.requestId = facts.requestId;
    this.outcome = facts.outcome;
    this.inDoubt = facts.changes === true && facts.outcome === 'unknown';
    this.afterDoubt = facts.afterDoubt ?? false;
    this.keysOfEnvironment = facts.keysOfEnvironment ?? false;
  }
}

/** True if `error` is an AwsError with one of the codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): error is AwsError {
  return error instanceof AwsError && codes.includes(error.code);
}

/** Whether AWS answered that the caller may not. */
export function isDenied(error: unknown): error is AwsError {
  return hasCode(error, 'AccessDenied', 'AccessDeniedException');
}

/** Codes of Node and of the SDK for a connection or a certificate; AWS's own codes are never written like them. */
const networkCode = /^(?:E[A-Z0-9]+|[A-Z]+(?:_[A-Z0-9]+)+|TimeoutError|AbortError)$/;

/** Node's codes of files, such as one that a profile names; they look the same. */
export const fileCodes = ['EACCES', 'EISDIR', 'ENOENT', 'ENOTDIR', 'EPERM'] as const;

export function isNetworkCode(code: string): boolean {
  return networkCode.test(code) && !fileCodes.some((one) => one === code);
}

/** Whether no answer came at all; what AWS refuses it has answered. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof AwsError && error.requestId === undefined && isNetworkCode(error.code);
}

/** Codes of what went wrong on this side. */
const ownCodes: ReadonlySet<string> = new Set([
  ...fileCodes,
  'CredentialsProviderError',
  'EndpointError',
  'NotSentInTime',
  'ProviderError',
  'RegionMissing',
  'SandboxStateUnusable',
  'SyntaxError',
  'TokenProviderError',
  'UnreadableAnswer',
]);

/** The message of an error, with who says it: of what did not reach AWS, or did not come back, AWS says nothing. */
export function messageOf(error: AwsError): string {
  const isOfAws = !isUnanswered(error) && !ownCodes.has(error.code);
  return `${isOfAws ? 'AWS says' : 'diverst reports'}: ${error.message}`;
}
