import { StandardRetryStrategy } from '@smithy/core/retry';
import type { RetryErrorInfo, StandardRetryToken } from '@smithy/types';
import type { Clock } from '../clock.ts';

/** Milliseconds before the first repetition; doubled for each further one, up to `longestDelay`. */
const firstDelay = 200;
const longestDelay = 5_000;

/**
 * The SDK's standard retries with three differences: the waiting is done on the program's clock; IAM's
 * LimitExceededException, which the SDK takes for throttling, is final (a full quota does not empty by waiting);
 * ConcurrentModificationException, which it takes for final, is repeated, as its documentation asks:
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html
 */
export class Retries extends StandardRetryStrategy {
  private readonly clock: Clock;

  constructor(clock: Clock, maxAttempts: number) {
    super({ maxAttempts, backoff: { computeNextBackoffDelay: () => 0, setDelayBase: () => {} } });
    this.clock = clock;
  }

  override async refreshRetryTokenForRetry(
    token: StandardRetryToken,
    info: RetryErrorInfo,
  ): Promise<StandardRetryToken> {
    const name = info.error instanceof Error ? info.error.name : '';
    if (name === 'LimitExceededException') throw new Error('a quota is not throttling');
    const repeated =
      name === 'ConcurrentModificationException' ? ({ ...info, errorType: 'THROTTLING' } as const) : info;
    const next = await super.refreshRetryTokenForRetry(token, repeated);
    const ceiling = Math.min(longestDelay, firstDelay * 2 ** token.getRetryCount());
    // Between half and the whole, so that processes that were throttled together do not return together.
    await this.clock.sleep(ceiling * (0.5 + Math.random() / 2));
    return next;
  }
}
