import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import { type Closure, closureEvents, readClosures } from '../../history/closures.ts';
import type { RawEvent } from '../../history/event.ts';
import { historySpan } from '../../history/period.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { byText } from '../../model/by-text.ts';
import { dayOf, removedFrom } from '../../model/closure.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import type { Account } from '../../model/snapshot.ts';

/** An account that is closed or being closed. Days are `YYYY-MM-DD`, by UTC; null where they are not known. */
export interface ClosedAccount {
  readonly noun: AccountNoun;
  readonly name: string;
  readonly accountId: string;
  readonly email: string;
  readonly state: Account['state'];
  readonly closedOn: string | null;
  readonly closedBy: string | null;
  /** The day from about which on AWS has removed it. */
  readonly removedFrom: string | null;
}

export interface ClosedAccounts {
  readonly accounts: readonly ClosedAccount[];
  /** Why the days are not known; null where the history was read. */
  readonly unread: string | null;
}

/** Pages of 50 events of each kind that are looked at: AWS closes 250 accounts in 30 days, of most organizations. */
const mostPages = 16;

/**
 * Closed accounts with what the management account's history knows of their closing. AWS itself gives no day.
 * @param caller of the management account
 * @param now epoch milliseconds
 */
export async function closedAccounts(
  aws: Aws,
  noun: AccountNoun,
  accounts: readonly Account[],
  caller: { readonly accountId: string; readonly partition: string },
  now: number,
): Promise<ClosedAccounts> {
  const { closures, unread } =
    accounts.length === 0 ? { closures: none, unread: null } : await lookUp(aws, caller, now);
  const closed = accounts.map(({ id, name, email, state }): ClosedAccount => {
    const closure = closures.get(id);
    const at = closure?.completedAt ?? closure?.requestedAt ?? null;
    return {
      ...{ noun, name, accountId: id, email, state },
      closedOn: at === null ? null : dayOf(at),
      closedBy: closure?.by ?? null,
      removedFrom: at === null ? null : removedFrom(at),
    };
  });
  return {
    accounts: closed.toSorted((a, b) => byText(a.name, b.name) || byText(a.accountId, b.accountId)),
    unread,
  };
}

const none: ReadonlyMap<string, Closure> = new Map();

/** What it says is of use, and nothing rests on it: that it may not be read is told, and no failure. */
async function lookUp(
  aws: Aws,
  { accountId, partition }: { readonly accountId: string; readonly partition: string },
  now: number,
): Promise<{ readonly closures: ReadonlyMap<string, Closure>; readonly unread: string | null }> {
  const region = regionOfIam(partition);
  const history = aws.eventHistory({ region, accountId });
  const eventsOf = async (value: string): Promise<readonly RawEvent[]> => {
    const events: RawEvent[] = [];
    let pages = 0;
    const attribute = { key: 'EventName', value } as const;
    for await (const page of history.lookupEvents({ start: now - historySpan, end: now, attribute })) {
      events.push(...page);
      pages += 1;
      if (pages === mostPages) break;
    }
    return events;
  };
  try {
    const found = (await Promise.all(closureEvents.map(eventsOf))).flat();
    const newestFirst = found.toSorted((a, b) => (b.time ?? 0) - (a.time ?? 0));
    return { closures: readClosures(newestFirst, region), unread: null };
  } catch (error) {
    if (!isDenied(error)) throw error;
    return { closures: none, unread: error.message };
  }
}
