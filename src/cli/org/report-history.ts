import type { AccountHistory } from '../../history/account-history.ts';
import { historySpan } from '../../history/period.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import { regionOfIam } from '../../model/iam-region.ts';
import { readHistories, type WantedAccountHistory } from '../../operations/history/account-history.ts';
import { type DiffContext, isActive, type OwnedAccount } from '../../plan/diff/context.ts';
import { ownedRoleArn } from '../../plan/diff/grants.ts';
import { plural } from '../../views/plural.ts';
import type { CommandContext } from '../context.ts';
import type { Session } from '../open-session.ts';
import type { ConfiguredAudit } from './audit-session.ts';

const day = 86_400_000;

/** Accounts whose history a page of the organization has: each takes a session and two calls or more. */
const mostHistories = 200;

/** The newest few changes of each account in the last days, for the page of the organization. */
export function recentHistory(now: number): WantedAccountHistory {
  return { changes: { period: { start: now - 7 * day, end: now }, limit: 3 }, entries: null };
}

/** All that the event history keeps of one account, as far as a page has room. */
export function longHistory(now: number): WantedAccountHistory {
  // Its oldest minutes are gone by the time that they are asked for.
  const period = { start: now - historySpan + 60_000, end: now };
  return { changes: { period, limit: 100 }, entries: { period, limit: 1_000 } };
}

/**
 * Reads the histories of accounts that an audit has seen, with progress on stderr.
 * @returns by account id; `not-asked` for those beyond the most that are read
 */
export async function reportHistories(
  owned: readonly OwnedAccount[],
  wanted: WantedAccountHistory,
  audited: Pick<ConfiguredAudit, 'reading' | 'context'>,
  { aws, structure }: Pick<Session, 'aws' | 'structure'>,
  context: CommandContext,
): Promise<ReadonlyMap<string, AccountHistory>> {
  const { clock, signal, terminal } = context;
  const { caller } = audited.reading.management;
  const iamRegion = regionOfIam(caller.partition);
  const region = await aws.region();
  const active = owned.filter(({ account }) => isActive(account));
  const accounts = active.slice(0, mostHistories).map((one) => grantedOf(one, audited.context));
  const task = (await terminal.progress()).start(
    `read the event history of ${plural(accounts.length, 'account')}`,
  );
  try {
    const found = await readHistories(
      accounts,
      wanted,
      {
        aws,
        structure,
        caller,
        accounts: audited.reading.snapshot.accounts,
        regions: [...new Set([...(region === null ? [] : [region]), iamRegion])],
        iamRegion,
        now: clock.now(),
        signal,
        onPage: (events) => {
          if (accounts.length === 1 && terminal.animated === true) task.update(plural(events, 'event'));
        },
      },
      (read) => {
        if (terminal.animated === true || read % 50 === 0) task.update(`${read} of ${accounts.length}`);
      },
    );
    task.done();
    const rest = active.slice(mostHistories).map(({ account }) => [account.id, notAsked] as const);
    return new Map([...found, ...rest]);
  } catch (error) {
    task.fail(error);
    throw error;
  }
}

/** Of an account that is not ACTIVE. */
export const notActive: AccountHistory = { kind: 'unread', reason: 'AWS gives no access to the account' };

const notAsked: AccountHistory = { kind: 'not-asked' };

/** The accounts of an audit that people work in, by name. */
export function ownedAccounts({ owned }: DiffContext): readonly OwnedAccount[] {
  return owned.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function grantedOf(owned: OwnedAccount, context: DiffContext): GrantedAccount {
  const { kind, name, account } = owned;
  return { noun: kind.noun, name, accountId: account.id, roleArn: ownedRoleArn(owned, context) };
}
