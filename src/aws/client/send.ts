import type { Clock } from '../../clock.ts';
import { AwsError, isNetworkCode } from '../errors/aws-error.ts';
import { isBeforeSending } from './before-sending.ts';
import type { Limits } from './limits.ts';
import { NotSent } from './rates.ts';
import { hadDoubtfulAttempt } from './retries.ts';

/** Milliseconds that one attempt can take: by default, the SDK waits for ever. */
export const requestTimeout = 30_000;

export interface SendOptions {
  readonly abortSignal?: AbortSignal;
  readonly requestTimeout: number;
}

/** How calls are sent: the clock and the limits of the run. */
export interface Sending {
  readonly clock: Clock;
  readonly limits: Limits;
  /** Whether keys of the environment sign. */
  readonly keysOfEnvironment?: boolean | undefined;
}

/**
 * Sends one command that only reads, and turns whatever the SDK throws into an `AwsError`. An aborted signal and the
 * deadline end the wait for an answer.
 * @param action as IAM names it, e.g. `iam:GetRole`
 * @param isOnly there is no second attempt, for which time would have to be left
 */
export async function read<Output>(
  action: string,
  attempt: (options: SendOptions) => Promise<Output>,
  { clock, limits, keysOfEnvironment }: Sending,
  isOnly = false,
): Promise<Output> {
  const { signal, deadline } = limits;
  const longest = isOnly ? requestTimeout : (limits.attempt ?? requestTimeout);
  signal?.throwIfAborted();
  const left = deadline === undefined ? longest : deadline - clock.now();
  try {
    return await attempt({
      requestTimeout: Math.max(1_000, Math.min(longest, left)),
      ...(signal ? { abortSignal: signal } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw toAwsError(action, error, { changes: false, keysOfEnvironment });
  }
}

/**
 * Sends one command that changes something. An aborted signal keeps it from being sent or repeated but does not end
 * the wait for an answer: a change that is abandoned half-way is in doubt, one that is waited for is known.
 */
export async function change<Output>(
  action: string,
  attempt: (options: SendOptions) => Promise<Output>,
  { limits, keysOfEnvironment }: Sending,
): Promise<Output> {
  limits.signal?.throwIfAborted();
  try {
    return await attempt({ requestTimeout });
  } catch (error) {
    // Interrupted before its first attempt was sent: there is nothing to be in doubt about.
    if (error instanceof NotSent && !hadDoubtfulAttempt(error)) limits.signal?.throwIfAborted();
    throw toAwsError(action, error, { changes: true, keysOfEnvironment });
  }
}

/** What the SDK's errors have in common, each member read with care: they come from a network. */
interface SdkErrorShape {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly Reason?: unknown;
  readonly $fault?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: unknown;
    readonly requestId?: unknown;
  };
}

function toAwsError(
  action: string,
  error: unknown,
  call: { readonly changes: boolean; readonly keysOfEnvironment: boolean | undefined },
): AwsError {
  if (error instanceof AwsError) return error;
  const shape: SdkErrorShape = error !== null && typeof error === 'object' ? error : {};
  const status = text(shape.$metadata?.httpStatusCode);
  const answered = status !== undefined && shape.$fault !== undefined;
  const message = text(shape.message) ?? String(error);
  const regionMissing = message.includes('Region is missing');
  const code = regionMissing ? 'RegionMissing' : codeOf(shape, answered);
  const rejected =
    regionMissing ||
    isBeforeSending(code) ||
    // S3 throttles with a status of 503, which anywhere else would be a fault.
    (code === 'SlowDown' && action.startsWith('s3:')) ||
    (answered && Number(status) >= 400 && Number(status) < 500);
  const doubt = hadDoubtfulAttempt(error);
  return new AwsError({
    action,
    code,
    message,
    reason: text(shape.Reason),
    requestId: text(shape.$metadata?.requestId),
    outcome: rejected && !doubt ? 'rejected' : 'unknown',
    ...call,
    afterDoubt: doubt,
    cause: error,
  });
}

function codeOf(shape: SdkErrorShape, answered: boolean): string {
  const name = text(shape.name);
  const code = text(shape.code) ?? text(shape.Code);
  if (answered) return name ?? code ?? 'Unknown';
  // The SDK gives broken connections the name of a timeout; what happened is in the code.
  if (code !== undefined && isNetworkCode(code)) return code;
  // A socket's error has the generic name "Error" and says what it is in `code`.
  return (name === undefined || name === 'Error' ? code : name) ?? 'Unknown';
}

function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
