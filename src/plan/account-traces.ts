import { readRoleArn } from '../model/arn.ts';
import { readGrant } from '../model/policy/grant.ts';
import type { Account, GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { groupGrants } from './group-grants.ts';

/** What still says whose an account is when its name or its address was changed. */
export interface AccountTraces {
  /** Ids of accounts in which the group in Ops is granted the role of the wanted name. */
  readonly granted: ReadonlySet<string>;
  /**
   * Ids of accounts that are tagged with the wanted name, as accounts are created.
   * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html
   */
  readonly tagged: ReadonlySet<string>;
}

export const noTraces: AccountTraces = { granted: new Set(), tagged: new Set() };

/** Ids of the accounts in which a group is granted a role of that name. */
export function accountsGranted(
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
  roleName: string,
): ReadonlySet<string> {
  return accountsOf([...groupGrants(group, policies).roles.keys()], roleName);
}

/** The same of one policy document, if it grants nothing but roles. */
export function accountsGrantedBy(document: string, roleName: string): ReadonlySet<string> {
  return accountsOf(readGrant(document) ?? [], roleName);
}

function accountsOf(roleArns: readonly string[], roleName: string): ReadonlySet<string> {
  const roles = roleArns.flatMap((arn) => readRoleArn(arn) ?? []);
  return new Set(roles.filter(({ name }) => name === roleName).map(({ accountId }) => accountId));
}

/** Whether an account can still be worked in, now or once AWS has reinstated it. */
export function isLiving({ state }: Account): boolean {
  return state !== 'CLOSED' && state !== 'PENDING_CLOSURE';
}

/**
 * Accounts whose tag is worth a call: those that CreateAccount made and the group is not granted by their own names,
 * as every account is that was set up to the end.
 * @param roleOf the name of an account's role
 */
export function tagCandidates(
  accounts: readonly Account[],
  roleOf: (name: string) => string,
  group: GroupSnapshot | null,
  policies: readonly ManagedPolicySnapshot[],
): readonly Account[] {
  const roles = group === null ? [] : [...groupGrants(group, policies).roles.keys()];
  const granted = new Set(
    roles.flatMap((arn) => {
      const role = readRoleArn(arn);
      return role ? [`${role.accountId}/${role.name}`] : [];
    }),
  );
  return accounts.filter(
    (account) =>
      isLiving(account) &&
      account.joinedMethod === 'CREATED' &&
      !granted.has(`${account.id}/${roleOf(account.name)}`),
  );
}
