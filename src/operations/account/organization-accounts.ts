import type { Aws, CallerIdentity } from '../../aws/api.ts';
import { hasCode } from '../../aws/errors/aws-error.ts';
import { type AccountKind, roleName } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { byText } from '../../model/by-text.ts';
import type { GrantedAccount, GrantedAccounts } from '../../model/granted-accounts.ts';
import type { Account, AccountState } from '../../model/snapshot.ts';
import { roleArn, type Structure } from '../../model/structure.ts';
import { readUnits, unitIdOf } from '../base.ts';

/** The same, with every account of the organization, whatever its kind and state. */
export interface OrganizationAccounts extends GrantedAccounts {
  readonly all: readonly Account[];
  /** Those of the kind that are closed or being closed. */
  readonly closed: readonly Account[];
  readonly caller: CallerIdentity;
}

/**
 * The accounts of a kind, for somebody of the management account, whom no group grants any: those in the kind's OU that
 * people can work in, by name, each with the role that it is to have.
 * @param known who calls, where that was asked already
 * @returns null where the caller is of another account
 */
export async function organizationAccounts(
  aws: Aws,
  structure: Structure,
  kind: AccountKind,
  known?: CallerIdentity,
): Promise<OrganizationAccounts | null> {
  const caller = known ?? (await aws.sts.getCallerIdentity());
  if (!(await ownsOrganization(aws, caller))) return null;
  const [units, accounts] = await Promise.all([
    readUnits(aws.organizations, structure),
    aws.organizations.listAccounts(),
  ]);
  const ofKind = await accountsOfKind(aws, kind, unitIdOf(kind, units), accounts);
  const found = ofKind
    .filter(({ state }) => !shut.includes(state))
    .map(({ id, name }): GrantedAccount => {
      const { path } = kind.role;
      const role = { partition: caller.partition, accountId: id, path, name: roleName(kind, name) };
      return { noun: kind.noun, name, accountId: id, roleArn: roleArn(role) };
    })
    .sort((a, b) => byText(a.name, b.name));
  const closed = ofKind.filter(({ state }) => state === 'CLOSED' || state === 'PENDING_CLOSURE');
  return { identity: caller.arn, groups: null, accounts: found, all: accounts, closed, caller };
}

/**
 * The accounts of a kind, whatever their state: those directly in its OU whose name can be one of the kind.
 * @param accounts all of the organization
 */
export async function accountsOfKind(
  aws: Aws,
  kind: AccountKind,
  unitId: string,
  accounts: readonly Account[],
): Promise<readonly Account[]> {
  const within = await accountsWithin(aws, unitId, accounts);
  const isOfKind = (name: string) => isName(name) && (kind.names === null || kind.names.includes(name));
  return within.filter(({ name }) => isOfKind(name));
}

/** The accounts directly in an OU. Where AWS leaves `Paths` out, the OU is asked. */
export async function accountsWithin(
  aws: Aws,
  unitId: string,
  accounts: readonly Account[],
): Promise<readonly Account[]> {
  const pathless = accounts.some(({ parentId }) => parentId === null);
  const within = new Set(pathless ? await aws.organizations.listAccountIds(unitId) : []);
  return accounts.filter(({ id, parentId }) => parentId === unitId || within.has(id));
}

/** Where a partition has the older `Status` only, a closed account is SUSPENDED. */
const shut: readonly AccountState[] = ['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'];

/** Members may ask too, where they are allowed to; a denial says that the caller is no admin. */
async function ownsOrganization(aws: Aws, { accountId }: CallerIdentity): Promise<boolean> {
  try {
    return (await aws.organizations.describeOrganization()).managementAccountId === accountId;
  } catch (error) {
    if (hasCode(error, 'AccessDeniedException', 'AccessDenied', 'AWSOrganizationsNotInUseException'))
      return false;
    throw error;
  }
}
