import type { ServiceName } from './operation.ts';

interface Rate {
  /** Calls a second. */
  readonly perSecond: number;
  /** Calls that may come at once. */
  readonly burst: number;
}

/**
 * The published rates, per account that calls. IAM publishes none.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html#throttling-limits
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const organizations: Readonly<Record<string, Rate>> = {
  CreateAccount: { perSecond: 0.1, burst: 3 },
  CloseAccount: { perSecond: 0.05, burst: 1 },
  DescribeCreateAccountStatus: { perSecond: 2, burst: 2 },
  ListCreateAccountStatus: { perSecond: 5, burst: 8 },
  DescribeAccount: { perSecond: 20, burst: 30 },
  MoveAccount: { perSecond: 2, burst: 3 },
  CreateOrganizationalUnit: { perSecond: 1, burst: 2 },
  DescribeOrganization: { perSecond: 1, burst: 2 },
  DescribeOrganizationalUnit: { perSecond: 2, burst: 2 },
  ListAccounts: { perSecond: 8, burst: 12 },
  ListChildren: { perSecond: 6, burst: 10 },
  ListParents: { perSecond: 5, burst: 8 },
  ListAccountsForParent: { perSecond: 5, burst: 8 },
  ListOrganizationalUnitsForParent: { perSecond: 5, burst: 8 },
  ListRoots: { perSecond: 1, burst: 2 },
  ListTagsForResource: { perSecond: 10, burst: 15 },
  TagResource: { perSecond: 4, burst: 6 },
  DescribePolicy: { perSecond: 2, burst: 2 },
  ListPolicies: { perSecond: 5, burst: 8 },
  ListPoliciesForTarget: { perSecond: 5, burst: 8 },
  ListTargetsForPolicy: { perSecond: 5, burst: 8 },
};

/** All STS operations of an account share one bucket. */
const sts: Rate = { perSecond: 600, burst: 600 };

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
   * @param now epoch milliseconds
   * @returns false when the bucket is empty: the call is to be throttled
   */
  take(service: ServiceName, operation: string, accountId: string, now: number): boolean {
    const rate = service === 'sts' ? sts : service === 'organizations' ? organizations[operation] : undefined;
    if (rate === undefined) return true;
    const name = `${accountId} ${service} ${service === 'sts' ? '' : operation}`;
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
