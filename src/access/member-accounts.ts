import type { Aws, BucketsApi } from '../aws/api.ts';
import { AwsError, isDenied } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';
import { roleArn } from '../model/structure.ts';
import { type WaitOptions, whileSettling } from './waiting.ts';
import { waits } from './waits.ts';

/** Seconds: provisioning takes a minute or two, and role chaining would cap it at an hour anyway. */
const sessionDuration = 3_600;

export interface ReachableAccount {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds until when it counts as new; 0 for an old one. */
  readonly settlingUntil: number;
}

/** A new account answers AccessDenied for a while, an old one means it. @param account null for one of this run */
export function settlingUntil(account: Account | null, wait: WaitOptions): number {
  if (account === null) return wait.clock.now() + waits.newAccount;
  return account.joinedAt === null ? 0 : account.joinedAt + waits.newAccount;
}

export function reachableOf(account: Account, wait: WaitOptions): ReachableAccount {
  return { id: account.id, name: account.name, settlingUntil: settlingUntil(account, wait) };
}

/** A session is given up this long before it ends, in milliseconds. */
const margin = 5 * 60_000;

interface Entered {
  readonly iam: IamApi;
  readonly buckets: BucketsApi;
  /** Epoch milliseconds. */
  readonly ends: number;
  /** How far AWS's clock is ahead of this machine's, in milliseconds. */
  readonly ahead: number;
}

/**
 * The way into member accounts: through the access role, each account once as long as the session lasts.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
export class MemberAccess {
  private readonly entered = new Map<string, Promise<Entered>>();

  constructor(
    private readonly aws: Aws,
    private readonly options: {
      readonly partition: string;
      readonly accessRole: string;
      readonly sessionName: string;
    },
  ) {}

  /**
   * Works with IAM of a member account; in a new one, what it answers until it is ready is waited out.
   * @param work `time` is the time of AWS in epoch milliseconds, by the clock that its sessions are dated with
   * @param wrote is called where a call of `work` ended in doubt: it is tried again, and what the first one may have
   *   done is this run's all the same
   * @throws Failure where the account cannot be entered
   */
  withIam<T>(
    account: ReachableAccount,
    wait: WaitOptions,
    work: (iam: IamApi, time: () => number) => Promise<T>,
    wrote?: () => void,
  ): Promise<T> {
    return this.within(account, wait, ({ iam, ahead }) => work(iam, () => wait.clock.now() + ahead), wrote);
  }

  /** The same with the account's buckets. */
  withBuckets<T>(
    account: ReachableAccount,
    wait: WaitOptions,
    work: (buckets: BucketsApi) => Promise<T>,
    wrote?: () => void,
  ): Promise<T> {
    return this.within(account, wait, ({ buckets }) => work(buckets), wrote);
  }

  private within<T>(
    account: ReachableAccount,
    wait: WaitOptions,
    work: (entered: Entered) => Promise<T>,
    wrote?: () => void,
  ): Promise<T> {
    return whileSettling(wait, account.settlingUntil, async () => {
      const entered = await this.enteredOf(account, wait);
      try {
        return await work(entered);
      } catch (error) {
        if (error instanceof AwsError && error.inDoubt) wrote?.();
        throw error;
      }
    });
  }

  private async enteredOf(account: ReachableAccount, wait: WaitOptions): Promise<Entered> {
    const known = await this.entered.get(account.id);
    if (known && known.ends - wait.clock.now() > margin) return known;
    const entering = this.enter(account, wait);
    this.entered.set(account.id, entering);
    // A way that was closed is tried again by the next who asks.
    entering.catch(() => this.entered.delete(account.id));
    return entering;
  }

  private async enter(account: ReachableAccount, wait: WaitOptions): Promise<Entered> {
    const { partition, accessRole, sessionName } = this.options;
    const request = {
      roleArn: roleArn({ partition, accountId: account.id, path: '/', name: accessRole }),
      sessionName,
      duration: sessionDuration,
    };
    try {
      const session = await whileSettling(wait, account.settlingUntil, () =>
        this.aws.sts.assumeRole(request),
      );
      return {
        iam: this.aws.iam(session),
        buckets: this.aws.buckets(session),
        ends: session.expiration.getTime(),
        // STS says when the session ends, by its own clock; it began just now.
        ahead: session.expiration.getTime() - sessionDuration * 1_000 - wait.clock.now(),
      };
    } catch (error) {
      throw isDenied(error) ? unreachable(account, accessRole, request, error) : error;
    }
  }
}

/** @param cause what AWS answered to AssumeRole of the access role */
export function unreachable(
  account: Pick<ReachableAccount, 'id' | 'name'>,
  accessRole: string,
  request: { readonly roleArn: string },
  cause: Error,
): Failure {
  return new Failure(
    'failed',
    {
      what: `account ${account.name} (${account.id}) cannot be read or changed: AWS denied sts:AssumeRole on ${request.roleArn}`,
      why:
        'Either you are not allowed sts:AssumeRole on that role, or the role is missing or does not trust the ' +
        'management account. An account that was invited to the organization has no such role.',
      fix: [
        `allow your identity sts:AssumeRole on arn:aws:iam::*:role/${accessRole}; to see the least policy of the command, add --print-policy`,
        `if the account was invited, create ${accessRole} in it: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_create-cross-account-role.html`,
      ],
      facts: [`AWS says: ${cause.message}`],
    },
    { cause },
  );
}
