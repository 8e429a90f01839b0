import type { Aws } from '../../aws/api.ts';
import { type AccountKind, commandOf, type NamedAccount, roleName } from '../../model/account-kind.ts';
import { isName, nearestNames } from '../../model/account-name.ts';
import { readRoleArn } from '../../model/arn.ts';
import { byText } from '../../model/by-text.ts';
import { Failure } from '../../model/failure.ts';
import { mappedRole } from '../../model/granted-accounts.ts';
import type { IamSnapshot } from '../../model/organization.ts';
import type { Account, AccountState } from '../../model/snapshot.ts';
import { groupGrants } from '../../plan/group-grants.ts';
import { type Units, unitIdOf } from '../base.ts';
import { checkConfiguredName } from '../management.ts';

/** A client or an environment whose sessions must end, and the name of their role. */
export interface RevokedAccount extends NamedAccount {
  readonly account: Account;
  readonly role: string;
}

/** A role that a group of Ops lets people assume. */
export interface GrantedRole {
  readonly kind: AccountKind;
  readonly accountId: string;
  readonly role: string;
}

/** The roles that the groups of some kinds grant by their ARNs. */
export function rolesGranted(
  kinds: readonly AccountKind[],
  { groups, policies }: Pick<IamSnapshot, 'groups' | 'policies'>,
): readonly GrantedRole[] {
  return kinds.flatMap((kind) => {
    const group = groups.find(({ name }) => name === kind.group);
    if (group === undefined) return [];
    return [...groupGrants(group, policies).roles.keys()].flatMap((arn) => {
      const role = readRoleArn(arn);
      return role === null ? [] : [{ kind, accountId: role.accountId, role: role.name }];
    });
  });
}

/** AWS lets nobody in. An account that is being closed still works until it is. */
const shut: readonly AccountState[] = ['SUSPENDED', 'CLOSED'];

/**
 * The accounts of some kinds, by name: those in the OU of their kind, those that the configuration names, and those whose
 * roles are granted, wherever they are: an account that was moved or renamed is assumed as before.
 * @param base ids of accounts that are of no kind
 */
export async function allAccounts(
  kinds: readonly AccountKind[],
  { aws, accounts, units, base }: AccountSource,
  granted: readonly GrantedRole[],
): Promise<readonly RevokedAccount[]> {
  const found = await Promise.all(
    kinds.map(async (kind) => {
      const unitId = unitIdOf(kind, units);
      // Where AWS leaves `Paths` out, the OU is asked.
      const pathless = accounts.some(({ parentId }) => parentId === null);
      const within = new Set(pathless ? await aws.organizations.listAccountIds(unitId) : []);
      return accounts
        .filter(({ id, name, parentId }) =>
          kind.names === null
            ? isName(name) && (parentId === unitId || within.has(id))
            : kind.names.includes(name),
        )
        .filter((account) => isOpen(account, base))
        .map((account) => revoked(kind, account.name, account));
    }),
  );
  const expected = found.flat();
  const open = new Map(accounts.filter((one) => isOpen(one, base)).map((one) => [one.id, one]));
  const others = granted.flatMap(({ kind, accountId, role }) => {
    const account = open.get(accountId);
    const isExpected = expected.some((one) => one.account.id === accountId && one.role === role);
    return account === undefined || isExpected ? [] : [{ kind, name: account.name, account, role }];
  });
  return [...expected, ...others].sort((a, b) => byText(a.name, b.name));
}

/**
 * The account of one client or environment, wherever it is in the organization.
 * @throws Failure where there is none that works, or more than one
 */
export function oneAccount(
  { kind, name }: NamedAccount,
  { accounts, base }: Pick<AccountSource, 'accounts' | 'base'>,
): RevokedAccount {
  checkConfiguredName({ kind, name });
  const mapped = readRoleArn(mappedRole(kind, name) ?? '');
  const open = accounts.filter((account) => isOpen(account, base));
  const named = open.filter((one) => (mapped === null ? one.name === name : one.id === mapped.accountId));
  const [only] = named;
  if (only && named.length === 1) return revoked(kind, name, only);
  const near = nearestNames(
    name,
    open.map((one) => one.name),
  );
  throw new Failure('failed', {
    what:
      named.length === 0
        ? `there is no account ${name} with sessions`
        : `${named.length} accounts have the name ${name}: ${named.map(({ id }) => id).join(', ')}`,
    why: named.length === 0 ? 'No open account of the organization has that name.' : undefined,
    fix: [
      ...(named.length === 0 && near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `list the ${kind.noun}s: ${commandOf(kind)} list --profile NAME, with a profile of the management account`,
    ],
  });
}

interface AccountSource {
  readonly aws: Aws;
  /** All of the organization. */
  readonly accounts: readonly Account[];
  readonly units: Units;
  readonly base: readonly string[];
}

function isOpen({ id, state }: Account, base: readonly string[]): boolean {
  return !shut.includes(state) && !base.includes(id);
}

function revoked(kind: AccountKind, name: string, account: Account): RevokedAccount {
  const mapped = readRoleArn(mappedRole(kind, name) ?? '');
  const role = mapped?.accountId === account.id ? mapped.name : roleName(kind, name);
  return { kind, name, account, role };
}
