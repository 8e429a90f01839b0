import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from '../clock.ts';
import type { Limits } from './limits.ts';

/** Milliseconds before the first repetition; doubled for each further one, up to `longestDelay`. */
const firstDelay = 200;
const longestDelay = 5_000;

/** Errors whose call had an earlier attempt that got no clear answer: it may have taken effect. */
const afterDoubt = new WeakSet<object>();

export function hadDoubtfulAttempt(error: unknown): boolean {
  return typeof error === 'object' && error !== null && afterDoubt.has(error);
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
  private readonly doubtful = new WeakSet<StandardRetryToken>();

  constructor(clock: Clock, limits: Limits, maxAttempts: number) {
    super({ maxAttempts, backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => {} } });
    this.clock = clock;
    this.limits = limits;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const { signal, deadline } = this.limits;
    if (this.doubtful.has(token) && info.error instanceof Error) afterDoubt.add(info.error);
    const name = info.error instanceof Error ? info.error.name : '';
    if (name === 'LimitExceededException') throw new Error('a quota is not throttling');
    if (signal?.aborted) throw new Error('the run was interrupted');
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** token.getRetryCount());
    // Between half and the whole, so that processes that were throttled together do not return together.
    const delay = ceiling * (0.5 + Math.random() / 2);
    if (deadline !== undefined && this.clock.now() + delay > deadline) throw new Error('the time is over');
    const concurrent = name === 'ConcurrentModificationException';
    const next = await super.refreshRetryTokenForRetry(
      token,
      concurrent ? { ...info, errorType: 'THROTTLING' } : info,
    );
    if (this.doubtful.has(token) || info.errorType === 'TRANSIENT' || info.errorType === 'SERVER_ERROR') {
      this.doubtful.add(next);
    }
    await this.clock.sleep(delay, signal);
    return next;
  }
}
