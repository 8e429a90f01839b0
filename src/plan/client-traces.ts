import { readRoleArn } from '../model/arn.ts';
import { readGrant } from '../model/policy/grant.ts';
import type { Account, GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { defaultStructure } from '../model/structure.ts';
import { groupGrants } from './group-grants.ts';

/** The tag that an account is created with: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_tagging.html */
export const clientTag = defaultStructure.kinds.client.tag;

/** What still says whose an account is when its name or its address was changed. */
export interface ClientTraces {
  /** Ids of accounts in which the group in Ops is granted the client's role. */
  readonly granted: ReadonlySet<string>;
  /** Ids of accounts that are tagged as the client's. */
  readonly tagged: ReadonlySet<string>;
}

export const noTraces: ClientTraces = { granted: new Set(), tagged: new Set() };

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
 * as every client's is that was set up to the end.
 * @param roleOf the name of a client's role
 */
export function tagCandidates(
  accounts: readonly Account[],
  roleOf: (client: string) => string,
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
