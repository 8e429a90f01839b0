import type { Clock } from '../../clock.ts';
import type { Limits } from './limits.ts';

export interface Rate {
  /** Calls a second. */
  readonly perSecond: number;
  /** Calls that may come at once. */
  readonly burst: number;
}

/**
 * What AWS Organizations publishes for the calls of one account. An operation that is not here has no published rate.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 */
export const organizationsRates: Readonly<Record<string, Rate>> = {
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
  EnablePolicyType: { perSecond: 1, burst: 1 },
  CreatePolicy: { perSecond: 2, burst: 3 },
  UpdatePolicy: { perSecond: 2, burst: 3 },
  AttachPolicy: { perSecond: 2, burst: 3 },
  DescribePolicy: { perSecond: 2, burst: 2 },
  ListPolicies: { perSecond: 5, burst: 8 },
  ListPoliciesForTarget: { perSecond: 5, burst: 8 },
  ListTargetsForPolicy: { perSecond: 5, burst: 8 },
  EnableAWSServiceAccess: { perSecond: 1, burst: 2 },
  ListAWSServiceAccessForOrganization: { perSecond: 1, burst: 3 },
  ListDelegatedAdministrators: { perSecond: 5, burst: 8 },
  ListDelegatedServicesForAccount: { perSecond: 1, burst: 3 },
};

/** The services that are called. */
export type Service = 'organizations' | 'iam' | 'sts' | 'cloudtrail' | 's3' | 'ce';

/**
 * What each service publishes: a rate for each operation, or one for all of them together; IAM and Cost Explorer
 * publish none, and of S3 what it publishes is far from what is asked of it here.
 * STS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * CloudTrail: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
 */
const published: Readonly<
  Record<Service, { readonly operations: Readonly<Record<string, Rate>> } | { readonly all: Rate }>
> = {
  organizations: { operations: organizationsRates },
  iam: { operations: {} },
  // For one account in one region.
  sts: { all: { perSecond: 600, burst: 600 } },
  // For one account in one region. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
  cloudtrail: {
    operations: {
      LookupEvents: { perSecond: 2, burst: 2 },
      DescribeTrails: { perSecond: 10, burst: 10 },
      GetTrailStatus: { perSecond: 10, burst: 10 },
      GetEventSelectors: { perSecond: 10, burst: 10 },
    },
  },
  s3: { operations: {} },
  ce: { operations: {} },
};

/**
 * What is made use of: calls that travel at different speeds arrive closer together than they were sent, so AWS's
 * bucket is left a little fuller than empty. A burst of two or three is used whole, for otherwise a command that asks
 * twice would wait for nothing; there the rate alone is kept under.
 */
export function withMargin({ perSecond, burst }: Rate): Rate {
  return { perSecond: perSecond * 0.995, burst: burst <= 3 ? burst : Math.min(burst - 1, burst * 0.95) };
}

/** A call that the run's end came before: nothing was sent. */
export class NotSent extends Error {
  override readonly name = 'NotSentInTime';
}

interface Bucket {
  readonly rate: Rate;
  /** Below zero: calls that wait for their turn. */
  tokens: number;
  /** Epoch milliseconds at which `tokens` was true. */
  at: number;
}

/**
 * Token buckets over all calls of a run, so that it stays under the published rates in place of being throttled. They
 * know of this run only: a throttled answer says that somebody else is calling too, and empties the bucket.
 */
export class Rates {
  private readonly buckets = new Map<string, Bucket>();
  private sent = 0;

  constructor(
    private readonly clock: Clock,
    private readonly limits: Limits,
  ) {}

  /** Calls that were let through, repetitions included. */
  get calls(): number {
    return this.sent;
  }

  /**
   * Resolves when the call may be sent; at once where its bucket holds something.
   * @param place of the calls that AWS counts together, where it does not count those of the whole run: an account's
   *   in one region
   * @throws NotSent where the signal, or the deadline before the call's turn, ends the wait
   */
  async take(service: Service, operation: string, place = ''): Promise<void> {
    const bucket = this.bucket(service, operation, place);
    if (bucket) await this.turn(bucket, `${service}:${operation}`);
    this.sent += 1;
  }

  /** AWS throttled a call of this operation. */
  throttled(service: Service, operation: string, place = ''): void {
    const bucket = this.bucket(service, operation, place);
    if (!bucket) return;
    this.refill(bucket);
    bucket.tokens = Math.min(bucket.tokens, 0);
  }

  private async turn(bucket: Bucket, action: string): Promise<void> {
    const now = this.refill(bucket);
    const { signal, deadline } = this.limits;
    const wait = Math.ceil(((1 - bucket.tokens) / bucket.rate.perSecond) * 1_000);
    if (wait > 0 && deadline !== undefined && now + wait > deadline) {
      throw new NotSent(`the published rate of ${action} allows no further call before the time limit`);
    }
    bucket.tokens -= 1;
    if (wait <= 0) return;
    try {
      await this.clock.sleep(wait, signal);
    } catch {
      throw new NotSent('the run was interrupted');
    }
  }

  /** Returns now, in epoch milliseconds. */
  private refill(bucket: Bucket): number {
    const now = this.clock.now();
    // A clock that was set back fills nothing; one that was set forward fills no more than the burst.
    const passed = Math.max(0, now - bucket.at) / 1_000;
    bucket.tokens = Math.min(bucket.rate.burst, bucket.tokens + passed * bucket.rate.perSecond);
    bucket.at = now;
    return now;
  }

  private bucket(service: Service, operation: string, place: string): Bucket | null {
    const rates = published[service];
    const name = `${'all' in rates ? service : `${service}:${operation}`} ${place}`;
    const known = this.buckets.get(name);
    if (known) return known;
    const limit = 'all' in rates ? rates.all : rates.operations[operation];
    if (limit === undefined) return null;
    const rate = withMargin(limit);
    const bucket = { rate, tokens: rate.burst, at: this.clock.now() };
    this.buckets.set(name, bucket);
    return bucket;
  }
}
