import type { Rate, Service } from './service.ts';

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** Token buckets, kept in this process: several processes on one state file each have their own. */
export class Rates {
  readonly #buckets = new Map<string, Bucket>();

  /**
   * Takes one call out of its bucket.
   *
   * @param region the one that answers: each has buckets of its own
   * @param now epoch milliseconds
   * @returns false when the bucket is empty: the call is to be throttled
   */
  take(service: Service, operation: string, accountId: string, region: string, now: number): boolean {
    const rate = publishedRate(service, operation);
    if (rate === undefined) return true;
    const shared = service.rates?.per === 'service';
    const name = `${accountId} ${region} ${service.name} ${shared ? '' : operation}`;
    const bucket = this.#buckets.get(name) ?? { tokens: rate.burst, filledAt: now };
    this.#buckets.set(name, bucket);
    const elapsed = Math.max(0, now - bucket.filledAt);
    bucket.tokens = Math.min(rate.burst, bucket.tokens + (elapsed / 1000) * rate.perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}

function publishedRate({ rates }: Service, operation: string): Rate | undefined {
  return rates?.per === 'service' ? rates.rate : rates?.rates[operation];
}
