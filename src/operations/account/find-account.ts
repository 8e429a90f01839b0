import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import { isDenied } from '../../aws/errors/aws-error.ts';
import { type NamedAccount, roleName } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import { type AccountTraces, accountsGranted, noTraces, tagCandidates } from '../../plan/account-traces.ts';
import { type AccountMatch, type AccountQuery, matchAccount } from '../../plan/match-account.ts';
import type { Groups } from './read-target.ts';

/** How many accounts are asked for their tags at most: each costs a call. */
const mostTags = 20;

/**
 * The account of a client or an environment. Where name and address do not lead to one, what else says whose an account
 * is gets asked before an account is requested: its name may have been changed by hand.
 * @param readGroups groups of Ops and its policies
 * @throws Failure as `matchAccount` does
 */
export async function findAccount(
  accounts: readonly Account[],
  query: AccountQuery,
  source: {
    readonly aws: Aws;
    readonly wait: WaitOptions;
    /** Accounts that hold the organization together, and are nobody's. */
    readonly base: readonly string[];
    readGroups(): Promise<Groups>;
  },
): Promise<AccountMatch> {
  let refused: unknown = null;
  try {
    const match = matchAccount(accounts, query);
    if (match.account !== null) return match;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    refused = error;
  }
  const others = accounts.filter(({ id }) => !source.base.includes(id));
  const traces = await findTraces(others, query, source).catch((error: unknown) => {
    source.wait.signal.throwIfAborted();
    // What is known already explains more than that Ops could not be read.
    throw refused ?? error;
  });
  return matchAccount(accounts, query, traces);
}

async function findTraces(
  accounts: readonly Account[],
  { kind, name: wanted }: NamedAccount,
  { aws, readGroups }: Parameters<typeof findAccount>[2],
): Promise<AccountTraces> {
  const { groups, policies } = await readGroups();
  const group = groups.find(({ name }) => name === kind.group) ?? null;
  const granted =
    group === null ? noTraces.granted : accountsGranted(group, policies, roleName(kind, wanted));
  if (accounts.some((account) => granted.has(account.id))) return { ...noTraces, granted };
  const roleOf = (name: string) => roleName(kind, name);
  const candidates = tagCandidates(accounts, roleOf, group, policies).slice(0, mostTags);
  const tagged = await Promise.all(
    candidates.map(async ({ id }) => ((await readTags(aws, id))[kind.tag] === wanted ? [id] : [])),
  );
  return { granted, tagged: new Set(tagged.flat()) };
}

/** Tags are not needed for anything else, so that nobody has to be allowed to read them. */
export async function readTags(aws: Aws, accountId: string): Promise<Readonly<Record<string, string>>> {
  try {
    return await aws.organizations.tagsOf(accountId);
  } catch (error) {
    if (isDenied(error)) return {};
    throw error;
  }
}
