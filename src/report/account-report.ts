import type { AuditReport } from '../audit/finding.ts';
import { selectedRows } from '../costs/build-table.ts';
import type { CostTable } from '../costs/cost-table.ts';
import type { AccountHistory } from '../history/account-history.ts';
import { type AccountRef, isSameRef, refOf } from '../model/account-kind.ts';
import { unitsAbove } from '../model/guardrails/exceptions.ts';
import type { GuardrailName } from '../model/guardrails.ts';
import { pathOf } from '../model/organization.ts';
import type { Origin } from '../model/origin.ts';
import type { RootUserReading } from '../model/root-users.ts';
import type { Account } from '../model/snapshot.ts';
import type { TrailSnapshot } from '../model/trail.ts';
import { type DiffContext, diffContext, iamOf, type OwnedAccount } from '../plan/diff/context.ts';
import { type GuardrailState, guardedUnitOf, guardrailStates } from '../plan/guardrail-states.ts';
import {
  type AccessSources,
  type AccountAccess,
  type AdminAccess,
  accessOf,
  type Pipeline,
} from './access.ts';
import { waysIn } from './check-scopes.ts';
import { type CheckedRow, checkedRows } from './checked.ts';
import { type Discretion, discretionFor } from './discretion.ts';
import type { Person } from './people.ts';
import { type ToldFinding, toldFindings, toldFixes } from './told-findings.ts';
import { leftOut, toldHistory } from './told-history.ts';

/**
 * What the page of one client or environment is made of, for people outside the company: nothing in it names another
 * account than this one, Ops and the management account, or counts the others.
 */
export interface AccountReport {
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** Of diverst. */
  readonly version: string;
  readonly origin: Origin | undefined;
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly opsAccountId: string | null;
  readonly owner: AccountRef;
  readonly account: Pick<Account, 'id' | 'state' | 'joinedAt'> & { readonly unit: string };
  /** Why the account could not be read; null where it was. */
  readonly unread: string | null;
  readonly access: OneAccess;
  readonly checked: readonly CheckedRow[];
  readonly findings: readonly ToldFinding[];
  /** Ids of findings that are gone since an earlier audit; null where none was given. */
  readonly fixed: readonly string[] | null;
  readonly guardrails: GuardrailsOfOne;
  /** Null where the account was not read. */
  readonly rootUser: RootUserReading | null;
  /** Trails of the organization; null where they were not read. */
  readonly trails: readonly Pick<TrailSnapshot, 'isMultiRegion' | 'isValidated' | 'status'>[] | null;
  readonly role: RoleOfOne | null;
  /** Null where it was not asked for. */
  readonly history: AccountHistory | null;
  /** Null where they were not asked for. */
  readonly costs: CostTable | null;
}

/** Who can get into the one account. */
export interface OneAccess {
  readonly group: string;
  readonly requiresMfa: boolean;
  readonly requiresSourceIdentity: boolean;
  /** Members of the group, with what they sign in with; null where Ops was not read. */
  readonly people: readonly Person[] | null;
  readonly way: AccountAccess;
  readonly admins: AdminAccess;
  readonly pipelines: readonly Pipeline[];
  /** Ways in beside these. */
  readonly doors: readonly ToldFinding[];
}

/** The role that people assume, as it was read. */
export interface RoleOfOne {
  readonly arn: string;
  /** Seconds; null where it was not read. */
  readonly maxSession: number | null;
  /** Names of its policies. */
  readonly policies: readonly string[];
  /** JSON; null where it names another account. */
  readonly trust: string | null;
  /** Whether the audit found nothing about whom it lets in. */
  readonly isAsIntended: boolean;
}

export type GuardrailsOfOne =
  | { readonly kind: 'none' | 'not-read' | 'outside' }
  | {
      readonly kind: 'read';
      readonly guardrails: readonly {
        readonly name: GuardrailName;
        readonly enforcement: GuardrailState['enforcement'];
      }[];
      /** Whether the configuration excepts some account, vendor or provider from them. */
      readonly hasExceptions: boolean;
    };

/** What the page is made of beside who the account is. */
export interface AccountReportSources extends AccessSources {
  readonly audit: AuditReport;
  readonly version: string;
  readonly history: AccountHistory | null;
  readonly costs: CostTable | null;
}

/** @returns null where no account of the organization is that client's or environment's */
export function accountReport(owner: AccountRef, sources: AccountReportSources): AccountReport | null {
  const { structure, snapshot, audit, now, version, history, costs } = sources;
  const context = diffContext(structure, snapshot, now);
  const owned = context.owned.find((one) => isSameRef(refOf(one), owner));
  if (owned === undefined) return null;
  const { account } = owned;
  const discretion = discretionFor(owned, context);
  const findings = toldFindings(owned, audit, context, discretion);
  const { trails } = snapshot;
  return {
    madeAt: now,
    version,
    origin: audit.origin,
    organizationId: snapshot.id,
    managementAccountId: snapshot.managementAccountId,
    opsAccountId: context.ops?.id ?? null,
    owner,
    account: {
      id: account.id,
      state: account.state,
      joinedAt: account.joinedAt,
      unit: discretion.told(pathOf(snapshot, account.parentId), 'account') ?? 'another place',
    },
    unread:
      account.reading.kind === 'unread'
        ? (discretion.told(account.reading.reason, 'account') ?? leftOut)
        : null,
    access: oneAccess(owned, findings, sources, context),
    checked: checkedRows(owned, findings, context),
    findings,
    fixed: toldFixes(owned, audit, context, discretion),
    guardrails: guardrailsOf(owned, context),
    rootUser: account.reading.kind === 'read' ? account.reading.rootUser : null,
    trails:
      trails.kind === 'read'
        ? trails.trails.map(({ isMultiRegion, isValidated, status }) => ({
            isMultiRegion,
            isValidated,
            status,
          }))
        : null,
    role: roleOf(owned, findings, discretion),
    history: history === null ? null : toldHistory(history, discretion),
    // Alone: totals over all rows would tell what the others cost.
    costs: costs && selectedRows(costs, ({ accountId }) => accountId === account.id),
  };
}

function oneAccess(
  owned: OwnedAccount,
  findings: readonly ToldFinding[],
  sources: AccessSources,
  { structure }: DiffContext,
): OneAccess {
  const access = accessOf(sources);
  const { role, group } = owned.kind;
  const ofKind = access.groups.find(({ noun }) => noun === owned.kind.noun);
  const way = ofKind?.accounts.find(({ accountId }) => accountId === owned.account.id);
  if (ofKind === undefined || way === undefined) throw new Error('an owned account is of a kind in use');
  const { members } = ofKind;
  const isMember = ({ name }: Person) => Array.isArray(members) && members.includes(name);
  return {
    group,
    requiresMfa: role.requireMfa,
    requiresSourceIdentity: role.requireSourceIdentity,
    people: access.people?.filter(isMember).map((person) => withOwnGroups(person, [group])) ?? null,
    way,
    admins: {
      ...access.admins,
      members: Array.isArray(access.admins.members)
        ? access.admins.members.map((person) => withOwnGroups(person, [structure.groups.admin]))
        : access.admins.members,
    },
    pipelines: access.pipelines.filter(({ accountId }) => accountId === owned.account.id),
    doors: findings.filter(({ check }) => waysIn.has(check)),
  };
}

/** In which other groups somebody is says what else that person works on. */
function withOwnGroups(person: Person, groups: readonly string[]): Person {
  return { ...person, groups: person.groups.filter((name) => groups.includes(name)), findings: [] };
}

function roleOf(
  { account, roleName }: OwnedAccount,
  findings: readonly ToldFinding[],
  discretion: Discretion,
): RoleOfOne | null {
  const role = iamOf(account)?.roles.find(({ name }) => name === roleName);
  if (role === undefined) return null;
  return {
    arn: role.arn,
    maxSession: role.maxSession,
    policies: [...role.managedPolicies, ...role.inlinePolicies].filter(
      (name) => !discretion.namesOther(name, 'account'),
    ),
    trust: discretion.told(role.trust, 'account'),
    isAsIntended: !findings.some(({ check }) => check.startsWith('trust-')),
  };
}

function guardrailsOf({ account }: OwnedAccount, context: DiffContext): GuardrailsOfOne {
  const { structure, snapshot } = context;
  if (structure.guardrails === null) return { kind: 'none' };
  if (snapshot.controlPolicies.kind !== 'read') return { kind: 'not-read' };
  const unit = guardedUnitOf(unitsAbove(account.parentId, snapshot), context);
  if (unit === null) return { kind: 'outside' };
  const { reach, hubs, vendors } = structure.guardrails;
  const held = guardrailStates(context).policies.filter(({ wanted }) => wanted.unit === unit);
  return {
    kind: 'read',
    guardrails: held.flatMap(({ guardrails }) =>
      guardrails.map(({ name, enforcement }) => ({ name, enforcement })),
    ),
    hasExceptions: [reach, hubs, vendors].some((list) => list.length > 0),
  };
}
