import { WorkerPool } from '../../access/pool.ts';
import type { Aws, CallerIdentity } from '../../aws/api.ts';
import { AwsError } from '../../aws/errors/aws-error.ts';
import type { AccountHistory, ReadHistory } from '../../history/account-history.ts';
import type { Period } from '../../history/period.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import type { Structure } from '../../model/structure.ts';
import type { HistoryTools } from './history-source.ts';
import { readEntries } from './read-entries.ts';
import { readHistory } from './read-history.ts';
import { Seen } from './seen.ts';
import { adminSource } from './sources.ts';

/** What of an account's history is read: each part ends at its limit. */
export interface WantedAccountHistory {
  readonly changes: { readonly period: Period; readonly limit: number };
  /** Null for no sessions. */
  readonly entries: { readonly period: Period; readonly limit: number } | null;
}

export interface AccountHistoryTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly caller: CallerIdentity;
  /** Every account of the organization, as an audit has read it. */
  readonly accounts: readonly AccountSnapshot[];
  readonly regions: readonly string[];
  readonly iamRegion: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly signal: AbortSignal;
  /** Called after each page of events. */
  onPage(events: number): void;
}

/**
 * The newest changes of an account and who came in, read through the access role in sessions that can look up events and
 * no more. What keeps it from being read is an answer, so that the other accounts go on.
 * @throws the signal's reason
 */
async function readAccountHistory(
  account: GrantedAccount,
  { changes, entries }: WantedAccountHistory,
  tools: AccountHistoryTools,
): Promise<AccountHistory> {
  const { aws, caller, structure, accounts, regions, iamRegion, now, signal } = tools;
  try {
    const source = {
      ...(await adminSource(aws, account, accounts, caller, structure)),
      trust: async () => trustOf(account, accounts),
    };
    const ofPart = (seen: Seen): HistoryTools => ({
      source,
      seen,
      now,
      iamRegion,
      homeRegions: regions,
      onPage: () => tools.onPage(seen.events),
    });
    const [changed, entered] = [new Seen(), new Seen()];
    const filter = {
      changesOnly: true,
      failedOnly: false,
      who: null,
      event: null,
      resource: null,
      tool: null,
    };
    const deeds = await all(readHistory({ ...changes, regions, filter }, ofPart(changed)));
    const came =
      entries &&
      (await all(
        readEntries({ ...entries, regions, who: null, failedOnly: false, services: false }, ofPart(entered)),
      ));
    return {
      kind: 'read',
      changes: { period: changes.period, events: deeds, isCut: changed.cut },
      entries: entries && {
        period: entries.period,
        events: came ?? [],
        isCut: entered.cut,
        opsUnread: entered.opsUnread,
      },
      regions,
      unread: unreadOf([changed, entered]),
    };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Failure) return { kind: 'unread', reason: error.text.what };
    if (error instanceof AwsError) return { kind: 'unread', reason: error.message };
    throw error;
  }
}

/** The audit has read it. */
function trustOf(
  { accountId, roleArn }: GrantedAccount,
  accounts: readonly AccountSnapshot[],
): string | null {
  const reading = accounts.find(({ id }) => id === accountId)?.reading;
  const roles = reading?.kind === 'read' ? reading.iam.roles : [];
  return roles.find(({ arn }) => arn === roleArn)?.trust ?? null;
}

/** Accounts that are read side by side: each has a rate of its own, and each takes a session or two to begin. */
const sideBySide = 16;

/**
 * The histories of several accounts, by their ids.
 * @param onRead called after each account
 */
export async function readHistories(
  accounts: readonly GrantedAccount[],
  wanted: WantedAccountHistory,
  tools: AccountHistoryTools,
  onRead: (read: number) => void,
): Promise<ReadonlyMap<string, AccountHistory>> {
  const found = new Map<string, AccountHistory>();
  const pool = new WorkerPool(sideBySide);
  for (const account of accounts) {
    pool.add(async () => {
      found.set(account.accountId, await readAccountHistory(account, wanted, tools));
      onRead(found.size);
    });
  }
  await pool.drain();
  return found;
}

function unreadOf(parts: readonly Seen[]): ReadHistory['unread'] {
  return [
    ...new Map(
      parts.flatMap(({ regions }) => [...regions].map(([region, error]) => [region, error.message] as const)),
    ),
  ];
}

async function all<T>(events: AsyncIterable<T>): Promise<readonly T[]> {
  const list: T[] = [];
  for await (const event of events) list.push(event);
  return list;
}
