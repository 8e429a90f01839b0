import {
  type AccountKind,
  type AccountRef,
  isSameRef,
  type RoleArns,
  refJson,
  refText,
} from './account-kind.ts';
import { readRoleArn } from './arn.ts';
import { byText } from './by-text.ts';
import { Failure } from './failure.ts';

/** A client or an environment as the groups of a person grant it. */
export interface GrantedAccount extends AccountRef {
  readonly accountId: string;
  readonly roleArn: string;
}

/** The stable object of an account in `--json`. */
export function accountJson(account: GrantedAccount): Readonly<Record<string, string>> {
  const { accountId, roleArn } = account;
  return { ...refJson(account), accountId, roleArn };
}

/** Who a person is in Ops, and which accounts the groups that the person is in grant. */
export interface GrantedAccounts {
  /** ARN of the caller. */
  readonly identity: string;
  /** Null where they may not be read. */
  readonly groups: readonly string[] | null;
  /** By name. */
  readonly accounts: readonly GrantedAccount[];
}

/** The role that the configuration names for an account of a kind; null where it names none. */
export function mappedRole({ roleArns }: { readonly roleArns: RoleArns }, name: string): string | null {
  return Object.hasOwn(roleArns, name) ? (roleArns[name] ?? null) : null;
}

/** What groups grant and what the configuration names, by name: of an account in both the latter, which is used. */
export function withMapped(
  granted: readonly GrantedAccount[],
  kinds: readonly Pick<AccountKind, 'noun' | 'roleArns'>[],
): readonly GrantedAccount[] {
  const mapped = kinds.flatMap(({ noun, roleArns }) =>
    Object.entries(roleArns).map(([name, roleArn]): GrantedAccount => {
      return { noun, name, accountId: readRoleArn(roleArn)?.accountId ?? '', roleArn };
    }),
  );
  const others = granted.filter((one) => !mapped.some((other) => isSameRef(one, other)));
  return [...others, ...mapped].sort((a, b) => byText(a.name, b.name));
}

/**
 * The one role of an account; null where there is none.
 * @throws Failure where there are several: nothing is silently chosen among accounts of one name
 */
export function grantOf(
  account: AccountRef,
  { accounts, groups }: Pick<GrantedAccounts, 'accounts' | 'groups'>,
): GrantedAccount | null {
  const granted = accounts.filter((one) => isSameRef(one, account));
  if (granted.length > 1) {
    const where = groups === null ? 'the configuration names' : 'the policies of your groups name';
    const roles = granted.map(({ roleArn }) => roleArn).join(', ');
    throw new Failure('failed', {
      what: `cannot choose a role for ${refText(account)}: ${where} ${granted.length} roles: ${roles}`,
      fix: [
        `choose one with --role-arn ARN, or with ${account.noun}.roleArns in diverst.config.yaml`,
        'ask an admin to find the extra account: diverst org audit',
      ],
    });
  }
  return granted[0] ?? null;
}
