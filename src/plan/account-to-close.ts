import { commandOf, type NamedAccount, withArticle } from '../model/account-kind.ts';
import { nearestNames } from '../model/account-name.ts';
import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';
import { isLiving } from './account-traces.ts';

/** Which account is to be closed, as far as its name, its place and its ID say. */
export interface ClosingQuery extends NamedAccount {
  /** The ID that was given; null for none. */
  readonly accountId: string | null;
  /** Id of the OU of the kind, and its path for people. */
  readonly unitId: string;
  readonly unitPath: string;
  readonly managementAccountId: string;
  readonly opsAccountId: string;
}

const nothing = 'Nothing was changed.';

/**
 * The one account of that name in the OU of its kind. One that is closed, or being closed, is given where no other has the
 * name: a run that is repeated looks for what it left.
 * @throws Failure where there is none, where several could be meant, or where it is not in its OU
 */
export function accountToClose(accounts: readonly Account[], query: ClosingQuery): Account {
  const { name, accountId, unitId } = query;
  const named = accounts.filter((one) => one.name.toLowerCase() === name);
  refuseBase(accounts, query);
  const given = accountId === null ? null : accounts.find(({ id }) => id === accountId);
  if (given === undefined) throw unknownId(query);
  if (given !== null && given.name !== name) throw otherName(given, query);
  const living = named.filter(isLiving);
  if (living.length > 1) throw several(living, query);
  const gone = named
    .filter((one) => one.name === name && !isLiving(one) && one.parentId === unitId)
    .toSorted((a, b) => (b.joinedAt ?? 0) - (a.joinedAt ?? 0));
  if (given !== null && gone.includes(given)) return given;
  const [only] = living;
  if (only === undefined) {
    const closing = gone.find(({ state }) => state === 'PENDING_CLOSURE') ?? gone[0];
    if (closing !== undefined) return closing;
    throw missing(accounts, query);
  }
  if (only.name !== name) throw otherName(only, query);
  if (given !== null && given.id !== only.id) throw several([only, given], query);
  if (only.parentId !== unitId) throw misplaced(only, query);
  if (only.state === 'ACTIVE') return only;
  throw new Failure('failed', {
    what: `the account ${name} (${only.id}) is ${only.state === 'UNKNOWN' ? 'in a state that AWS does not report' : only.state}`,
    why: `diverst closes only ACTIVE accounts: for any other state it cannot find out when the account is closed. ${nothing}`,
    fix: ['check the account in the AWS Organizations console'],
  });
}

function refuseBase(accounts: readonly Account[], query: ClosingQuery): void {
  const { kind, name, accountId, managementAccountId, opsAccountId } = query;
  const base = accounts.find(
    ({ id, name: own }) =>
      (id === managementAccountId || id === opsAccountId) && (own.toLowerCase() === name || id === accountId),
  );
  if (base === undefined) return;
  const what = base.id === opsAccountId ? 'the account of Ops' : 'the management account';
  throw new Failure('failed', {
    what: `${base.name} (${base.id}) is ${what}, not ${withArticle(kind)}`,
    why: `diverst never closes this account. ${nothing}`,
    fix: [`name ${withArticle(kind)}: ${commandOf(kind)} list`],
  });
}

function unknownId({ accountId }: ClosingQuery): Failure {
  return new Failure('usage', {
    what: `the organization has no account ${accountId}`,
    why: nothing,
    fix: ['correct --account-id'],
  });
}

function otherName(account: Account, { kind, name, accountId }: ClosingQuery): Failure {
  return new Failure('failed', {
    what: `the account ${account.id} has the name ${JSON.stringify(account.name)}, not ${name}`,
    why: `${accountId === null ? 'Names that differ only in upper and lower case are treated as the same.' : 'The name and --account-id must belong to the same account.'} ${nothing}`,
    fix: [
      `check which account belongs to ${kind.noun} ${name}: ${commandOf(kind)} list`,
      ...(accountId === null
        ? [`if it is this account, first rename it to ${name} in its account settings`]
        : []),
    ],
  });
}

function several(accounts: readonly Account[], { kind, name }: ClosingQuery): Failure {
  return new Failure('failed', {
    what: `${accounts.length} accounts have the name ${name}`,
    why: `diverst cannot decide which of them belongs to the ${kind.noun}: ${accounts.map(({ id, name: own, email, state }) => `${own} (${id}) <${email}>, ${state}`).join('; ')}. ${nothing}`,
    fix: [
      `rename the account that does not belong to the ${kind.noun}, in its own account settings: https://console.aws.amazon.com/billing/home#/account`,
    ],
  });
}

function missing(accounts: readonly Account[], { kind, name, unitId }: ClosingQuery): Failure {
  const names = accounts.filter((one) => isLiving(one) && one.parentId === unitId).map((one) => one.name);
  const near = nearestNames(name, names);
  return new Failure('failed', {
    what: `the organization has no account ${name}`,
    why: nothing,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `list the ${kind.noun}s: ${commandOf(kind)} list`,
      `list the closed accounts: ${commandOf(kind)} list --closed`,
    ],
  });
}

function misplaced(account: Account, { kind, name, unitPath, unitId }: ClosingQuery): Failure {
  return new Failure('failed', {
    what: `the account ${name} (${account.id}) is not in the OU ${unitPath}`,
    why: `diverst closes only accounts in the OU for ${kind.noun}s. The account is in ${account.parentId ?? 'an unknown place'}. ${nothing}`,
    fix: [
      account.parentId === null
        ? `if the account belongs to the ${kind.noun}, move it to the OU ${unitPath} first`
        : `if the account belongs to the ${kind.noun}, move it first: aws organizations move-account --account-id ${account.id} --source-parent-id ${account.parentId} --destination-parent-id ${unitId}`,
    ],
  });
}
