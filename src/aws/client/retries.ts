import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from '../../clock.ts';
import { isBeforeSending } from './before-sending.ts';
import type { Limits } from './limits.ts';

/** Milliseconds before the first repetition; doubled for each further one, up to `longestDelay`. */
const firstDelay = 200;
const longestDelay = 5_000;

/** How often a call is sent at the most, the first time included. */
export interface Attempts {
  /** Where AWS answers that it is too much, which costs nothing but time. */
  readonly throttled: number;
  /** Where it answers with a fault of its own, or not at all within the request's time limit. */
  readonly other: number;
  /** Whether LimitExceededException says that it is too much, and not that a quota is full; left out, it does not. */
  readonly limitIsRate?: boolean;
}

/** Half a minute of throttling: eight runs that begin at once share calls of which AWS takes one in a second. */
const usualAttempts: Attempts = { throttled: 12, other: 6 };

/**
 * Cost Explorer throttles by that name, and bills no request that it refuses. One that gets no answer may be billed, so
 * it is not sent often.
 * https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_GetCostAndUsage.html#API_GetCostAndUsage_Errors
 */
export const costExplorerAttempts: Attempts = { ...usualAttempts, other: 2, limitIsRate: true };

/** Errors whose call had an earlier attempt that got no clear answer: it may have taken effect. */
const afterDoubt = new WeakSet<object>();

export function hadDoubtfulAttempt(error: unknown): boolean {
  return typeof error === 'object' && error !== null && afterDoubt.has(error);
}

/** A connection that was refused carried nothing, though it is worth another attempt. */
function wasNotSent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && isBeforeSending(String(error.code));
}

/**
 * The SDK's standard retries with four differences: the waiting is done on the program's clock and within its limits;
 * IAM's LimitExceededException, which the SDK takes for throttling, is final (a full quota does not empty by waiting);
 * ConcurrentModificationException, which it takes for final, is repeated, as its documentation asks:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 * And of an error it is remembered whether an earlier attempt may have taken effect.
 */
export class Retries extends StandardRetryStrategy {
  private readonly clock: Clock;
  private readonly limits: Limits;
  private readonly attempts: Attempts;
  private readonly doubtful = new WeakSet<StandardRetryToken>();
  /** How many of a call's attempts failed otherwise than by throttling. */
  private readonly others = new WeakMap<StandardRetryToken, number>();

  constructor(clock: Clock, limits: Limits, attempts: Attempts = usualAttempts) {
    super({
      maxAttempts: Math.max(attempts.throttled, attempts.other),
      backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => {} },
    });
    this.clock = clock;
    this.limits = limits;
    this.attempts = attempts;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const { signal, deadline } = this.limits;
    if (this.doubtful.has(token) && info.error instanceof Error) afterDoubt.add(info.error);
    const name = info.error instanceof Error ? info.error.name : '';
    if (name === 'LimitExceededException' && !this.attempts.limitIsRate)
      throw new Error('a quota is not throttling');
    if (signal?.aborted) throw new Error('the run was interrupted');
    const concurrent = name === 'ConcurrentModificationException';
    const isThrottling = concurrent || info.errorType === 'THROTTLING';
    const others = (this.others.get(token) ?? 0) + (isThrottling ? 0 : 1);
    if (others >= this.attempts.other) throw new Error('it was sent often enough');
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** token.getRetryCount());
    // Between half and the whole, so that processes that were throttled together do not return together.
    const delay = ceiling * (0.5 + Math.random() / 2);
    if (deadline !== undefined && this.clock.now() + delay > deadline) throw new Error('the time is over');
    const next = await super.refreshRetryTokenForRetry(
      token,
      concurrent ? { ...info, errorType: 'THROTTLING' } : info,
    );
    const isDoubtful = info.errorType === 'TRANSIENT' || info.errorType === 'SERVER_ERROR';
    if (this.doubtful.has(token) || (isDoubtful && !wasNotSent(info.error))) this.doubtful.add(next);
    this.others.set(next, others);
    await this.clock.sleep(delay, signal);
    return next;
  }
}
