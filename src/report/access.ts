import type { AuditReport, Finding } from '../audit/finding.ts';
import type { AccountNoun } from '../model/account-kind.ts';
import { filled } from '../model/account-kind.ts';
import type { CheckId } from '../model/checks.ts';
import type { AccountState } from '../model/snapshot.ts';
import {
  type DiffContext,
  iamOf,
  isActive,
  type KindInUse,
  type OwnedAccount,
} from '../plan/diff/context.ts';
import { ownedRoleArn } from '../plan/diff/grants.ts';
import { isPackedName } from '../plan/grant-slot.ts';
import { type Door, doorsOf } from './doors.ts';
import { type Person, peopleOf } from './people.ts';

/** Who gets into the accounts of clients and environments, and through what. */
export interface Access {
  /** Users of Ops, by name; null where they were not read. */
  readonly people: readonly Person[] | null;
  /** One for each kind of account that is in use. */
  readonly groups: readonly GroupAccess[];
  readonly admins: AdminAccess;
  readonly pipelines: readonly Pipeline[];
  /** Ways in beside these, as the audit found them. */
  readonly doors: readonly Door[];
}

/** What an IAM group of Ops opens to its members. */
export interface GroupAccess {
  readonly noun: AccountNoun;
  readonly name: string;
  /** Null where Ops was not read; `missing` where there is no such group. */
  readonly members: readonly string[] | null | 'missing';
  /** Template of the role's name: `{client}-production`. */
  readonly role: string;
  readonly requiresMfa: boolean;
  readonly accounts: readonly AccountAccess[];
}

/**
 * Whether the members of the group get in. `open`: the audit found nothing in the way. `hindered`: it found something
 * that keeps some or all of them out, or that may. `not-active`: AWS lets nobody in. `not-read`: diverst does not know.
 */
export type AccessState = 'open' | 'hindered' | 'not-active' | 'not-read';

/** The role of one account, and what grants it to the group. */
export interface AccountAccess {
  readonly name: string;
  readonly accountId: string;
  readonly accountState: AccountState;
  readonly role: string;
  readonly roleArn: string;
  /** The group's policies that allow the role by its ARN; null where the group was not read. */
  readonly policies: readonly GrantPolicy[] | null;
  readonly state: AccessState;
  /** Ids of what the audit found about the role, its grant or the account. */
  readonly findings: readonly string[];
}

export interface GrantPolicy {
  readonly name: string;
  readonly kind: 'inline' | 'managed';
  /** Whether it is one that holds the grants of many accounts. */
  readonly isPacked: boolean;
}

/** The way into every member account for emergencies, and for diverst itself. */
export interface AdminAccess {
  readonly group: string;
  /** Null where the management account was not read; `missing` where there is no such group. */
  readonly members: readonly Person[] | null | 'missing';
  readonly role: string;
}

/** A role of an account that a CI system assumes. */
export interface Pipeline {
  readonly account: string;
  readonly accountId: string;
  readonly role: string;
  /** Whose tokens it takes: the issuer, their audience, and their subject. */
  readonly issuer: string;
  readonly audience: string;
  readonly subject: string;
  /** Whether the role is there; null where the account was not read. */
  readonly exists: boolean | null;
}

/** The results that a picture of access is made of. */
export interface AccessSources {
  /** By which the audit compared. */
  readonly context: DiffContext;
  readonly audit: Pick<AuditReport, 'findings' | 'ignored'>;
}

/**
 * Who can get in, from what was read and what the audit found. It judges nothing anew: whether a way is open and which
 * further ways there are is what findings say.
 */
export function accessOf({ context, audit }: AccessSources): Access {
  const { opsIam } = context;
  const found = findingsByAccount(audit);
  return {
    people: opsIam === null ? null : peopleOf(opsIam.users, 'ops', audit),
    groups: context.kinds.map((one) => groupAccess(one, context, found)),
    admins: adminAccess(context, audit),
    pipelines: context.owned.flatMap((owned) => pipelinesOf(owned)),
    doors: doorsOf(audit),
  };
}

function groupAccess(
  { kind, group, grants, accounts }: KindInUse,
  context: DiffContext,
  found: ReadonlyMap<string, readonly Finding[]>,
): GroupAccess {
  const { opsIam } = context;
  return {
    noun: kind.noun,
    name: kind.group,
    members:
      opsIam === null
        ? null
        : group === null
          ? 'missing'
          : opsIam.users
              .filter((user) => user.groups.includes(group.name))
              .map(({ name }) => name)
              .sort(),
    role: kind.role.name,
    requiresMfa: kind.role.requireMfa,
    accounts: accounts
      .map((owned): AccountAccess => {
        const arn = ownedRoleArn(owned, context);
        const about = found.get(owned.account.id) ?? [];
        const holders = grants?.roles.get(arn)?.holders ?? [];
        return {
          name: owned.name,
          accountId: owned.account.id,
          accountState: owned.account.state,
          role: owned.roleName,
          roleArn: arn,
          policies:
            grants === null
              ? null
              : holders.map(({ policy, kind: form }) => ({
                  name: policy,
                  kind: form,
                  isPacked: form === 'managed' && isPackedName(kind.group, policy),
                })),
          state: stateOf(owned, about, context),
          findings: about.map(({ id }) => id),
        };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

/** Findings that say that people of the group do not get in, or not all of them. */
const hindering: ReadonlySet<CheckId> = new Set<CheckId>([
  'client-renamed',
  'grant-missing',
  'grant-narrower',
  'role-missing',
  'role-misnamed',
  'role-path',
  'role-boundary',
  'trust-incomparable',
  'trust-narrower',
  'trust-not-understood',
  'revocation',
]);

function stateOf(
  { account }: OwnedAccount,
  found: readonly Finding[],
  { opsIam, kinds }: DiffContext,
): AccessState {
  if (!isActive(account)) return 'not-active';
  if (opsIam === null || iamOf(account) === null) return 'not-read';
  const owner = kinds.find(({ accounts }) => accounts.some((one) => one.account === account));
  if (owner?.group == null) return 'hindered';
  return found.some(({ check }) => hindering.has(check)) ? 'hindered' : 'open';
}

function adminAccess(context: DiffContext, audit: AccessSources['audit']): AdminAccess {
  const { management, structure } = context;
  const iam = iamOf(management);
  const name = structure.groups.admin;
  const exists = iam?.groups.some((group) => group.name === name) === true;
  return {
    group: name,
    members:
      iam === null
        ? null
        : exists
          ? peopleOf(
              iam.users.filter(({ groups }) => groups.includes(name)),
              'management',
              audit,
            )
          : 'missing',
    role: structure.accessRole,
  };
}

function pipelinesOf(owned: OwnedAccount): readonly Pipeline[] {
  const iam = iamOf(owned.account);
  return owned.kind.ci.map(({ issuer, audience, subject, role }): Pipeline => {
    const name = filled(role, owned);
    return {
      account: owned.name,
      accountId: owned.account.id,
      role: name,
      issuer,
      audience,
      subject: filled(subject, owned),
      exists: iam === null ? null : iam.roles.some((one) => one.name === name),
    };
  });
}

function findingsByAccount({
  findings,
  ignored,
}: AccessSources['audit']): ReadonlyMap<string, readonly Finding[]> {
  const found = new Map<string, Finding[]>();
  for (const finding of [...findings, ...ignored.map((one) => one.finding)]) {
    const { accountId } = finding.place;
    if (accountId === null) continue;
    const list = found.get(accountId) ?? [];
    found.set(accountId, list);
    list.push(finding);
  }
  return found;
}
