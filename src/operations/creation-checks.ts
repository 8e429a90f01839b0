import type { MemberAccess, ReachableAccount } from '../access/member-accounts.ts';
import type { WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { Seen } from '../apply/create-account.ts';
import type { Aws } from '../aws/api.ts';
import { withArticle } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Account, CreationStatus } from '../model/snapshot.ts';
import type { AccountTarget } from '../plan/account-plan.ts';
import { accountsGrantedBy, isLiving } from '../plan/account-traces.ts';
import type { Step } from '../plan/change.ts';
import { ciPolicyArns } from '../plan/ci-plan.ts';
import { type AccountQuery, matchAccount } from '../plan/match-account.ts';
import { matchOps, type OpsQuery } from '../plan/match-ops.ts';
import { withParents } from './account/read-target.ts';

/** A creation with that name, in whatever case, that is in progress. */
export function creationOf(name: string, creations: readonly CreationStatus[]): CreationStatus | null {
  return creations.findLast(({ accountName }) => accountName.toLowerCase() === name.toLowerCase()) ?? null;
}

function isUnderWay({ state }: CreationStatus): boolean {
  return state === 'IN_PROGRESS';
}

/**
 * A creation of that name that has made an account lately which the list of accounts does not show: Organizations is
 * eventually consistent, and with another address a second account could be made.
 */
function unlistedCreation(
  name: string,
  creations: readonly CreationStatus[],
  accounts: readonly Account[],
  now: number,
): CreationStatus | null {
  const listed = new Set(accounts.map(({ id }) => id));
  return creationOf(
    name,
    creations.filter(
      ({ state, accountId, requestedAt }) =>
        state === 'SUCCEEDED' &&
        accountId !== null &&
        !listed.has(accountId) &&
        now - (requestedAt ?? 0) < waits.unlistedAccount,
    ),
  );
}

/**
 * Asks reality once more, directly before Ops is requested: the wait for an organization may have been long.
 * @param newPlan the command that makes a new plan
 * @throws Failure where an account of another address became Ops meanwhile, or as `matchOps` does
 */
export async function lookForOps(
  query: OpsQuery,
  { aws, wait }: { readonly aws: Aws; readonly wait: WaitOptions },
  newPlan: string,
): Promise<Seen | null> {
  const { name, email } = query;
  const creations = await aws.organizations.listCreations(['IN_PROGRESS', 'SUCCEEDED']);
  const underWay = creationOf(name, creations.filter(isUnderWay));
  if (underWay) return { creation: underWay };
  const accounts = await aws.organizations.listAccounts();
  const account = matchOps(accounts, query);
  if (account === null) {
    const unlisted = unlistedCreation(name, creations, accounts, wait.clock.now());
    return unlisted && { creation: unlisted };
  }
  if (account.email.toLowerCase() === email) return { account };
  throw new Failure('failed', {
    what: `an account ${name} (${account.id}) with the email address ${account.email} was created meanwhile by another admin or program`,
    why: 'The plan that was shown is out of date. No account was requested.',
    fix: [`make a new plan: ${newPlan}`],
  });
}

/** Milliseconds for which the list of accounts is taken to be true; a person may think longer than that. */
const listLife = 5_000;

/**
 * Asks reality once more, directly before an account is requested: somebody else may have begun, or finished, while
 * the plan was made and agreed to.
 */
export async function lookAgain(
  prepared: { readonly target: AccountTarget; readonly query: AccountQuery; readonly readAt: number },
  { aws, wait }: { readonly aws: Aws; readonly wait: WaitOptions },
): Promise<Seen | null> {
  const { name } = prepared.target;
  const underWay = creationOf(name, await aws.organizations.listCreations(['IN_PROGRESS']));
  if (underWay) return { creation: underWay };
  if (wait.clock.now() - prepared.readAt <= listLife) return null;
  const match = matchAccount(
    await withParents(aws, await aws.organizations.listAccounts(), name),
    prepared.query,
  );
  if (match.account === null) return null;
  // Another run for the same name made it: this one continues with it, as with an account whose address is taken.
  if (match.email.toLowerCase() === prepared.target.email) return { account: match.account };
  throw new Failure('failed', {
    what: `the account ${name} (${match.account.id}) was created meanwhile by another admin or program`,
    why: 'The plan that was shown is out of date. Nothing was changed.',
    fix: [`make a new plan: ${wait.resume}`],
  });
}

/**
 * The accounts that hold everything together are nobody's, whatever they are called.
 * @throws Failure where one of them has the wanted name or address
 */
export function refuseBaseAccounts(
  accounts: readonly Account[],
  query: AccountQuery,
  managementId: string,
  opsId: string,
): void {
  const { kind, name } = query;
  const email = query.explicitEmail ?? query.templateEmail;
  const account = accounts
    .filter(({ id }) => id === managementId || id === opsId)
    .find((one) => one.name.toLowerCase() === name || one.email.toLowerCase() === email);
  if (account === undefined) return;
  const byName = account.name.toLowerCase() === name;
  throw new Failure('failed', {
    what: `${account.name} (${account.id}) is the ${account.id === opsId ? 'account of Ops' : 'management account'}, not ${withArticle(kind)}`,
    why: byName
      ? `As ${withArticle(kind)} the account would be moved, and every member of the group would become its administrator.`
      : `It has the email address ${account.email}, and an address can belong to only one AWS account.`,
    fix: byName
      ? [`choose another ${kind.noun} name`]
      : [`give the ${kind.noun} an address of its own with the option --email`],
  });
}

/**
 * A grant for the role in another account of the organization is not overwritten: nobody would get into that
 * account any more, and the name would have two.
 */
export function refuseGrantOfAnother(
  steps: readonly Step[],
  { kind, name, role }: AccountTarget,
  own: Account | null,
  accounts: readonly Account[],
): void {
  for (const { change, state } of steps) {
    if (state !== 'needs-consent' || change.kind !== 'grant-access' || change.replaces === null) continue;
    const granted = accountsGrantedBy(change.replaces, role.name);
    const other = accounts.find(
      (account) => account.id !== own?.id && granted.has(account.id) && isLiving(account),
    );
    if (other === undefined) continue;
    throw new Failure('failed', {
      what: `${kind.noun} ${name} has two accounts: ${own === null ? 'a new one' : own.id}, and ${other.name} (${other.id}), which group ${change.group} is granted`,
      why: `Policy ${change.slot.policy} of the group grants ${role.name} in ${other.id}. If the grant were overwritten, no user in Ops would have access to that account. Nothing was changed.`,
      fix: [
        `if ${other.id} is the ${kind.noun}'s account, give the name ${name} back to it, and another name to ${own?.id ?? 'the other'}`,
        `if ${own?.id ?? 'the new one'} is the ${kind.noun}'s account, remove the policy first, in Ops: aws iam delete-group-policy --group-name ${shellWord(change.group)} --policy-name ${shellWord(change.slot.policy)}`,
      ],
    });
  }
}

/** AWS managed policies are the same in every account: one that Ops does not have, the new account will not have. */
export async function refuseMissingPolicies(source: {
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
  readonly ops: ReachableAccount;
  readonly target: AccountTarget;
}): Promise<void> {
  const { members, wait, ops, target } = source;
  const { noun } = target.kind;
  const { managedPolicyArns, permissionsBoundary } = target.role;
  const ofCi = ciPolicyArns(target);
  const own = [...managedPolicyArns, ...(permissionsBoundary === null ? [] : [permissionsBoundary])];
  const wanted = [...new Set([...own, ...ofCi])];
  const found = await members.withIam(ops, wait, (iam) =>
    Promise.all(wanted.map((arn) => iam.policyExists(arn))),
  );
  const missing = wanted.filter((_arn, index) => !found[index]);
  if (missing.length === 0) return;
  const isOfCi = missing.every((arn) => !own.includes(arn));
  const keys = isOfCi
    ? `${noun}.ci.managedPolicies`
    : `${noun}.role.managedPolicies or ${noun}.role.permissionsBoundary`;
  throw new Failure('failed', {
    what: `AWS has no managed policy ${missing.join(', ')}`,
    why: `The ${noun}’s ${isOfCi ? 'CI role' : 'role'} cannot use the policy.`,
    fix: [`correct ${keys} in diverst.config.yaml`],
  });
}
