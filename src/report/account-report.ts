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
import { type DiffContext, iamOf, type OwnedAccount } from '../plan/diff/context.ts';
import { type GuardrailState, guardedUnitOf, guardrailStates } from '../plan/guardrail-states.ts';
import {
  type AccessSources,
  type AccountAccess,
  type AdminAccess,
  accessOf,
  type GrantPolicy,
  type Pipeline,
} from './access.ts';
import { waysIn } from './check-scopes.ts';
import { type CheckedRow, checkedRows } from './checked.ts';
import { type Discretion, discretionFor, leftOut } from './discretion.ts';
import type { Person } from './people.ts';
import { type ToldFinding, type ToldFix, toldFindings, toldFixes } from './told-findings.ts';
import { toldHistory } from './told-history.ts';

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
  /** Findings that are gone since an earlier audit; null where none was given. */
  readonly fixed: readonly ToldFix[] | null;
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
  /** Whether everything was read that could hold one. */
  readonly areDoorsWhole: boolean;
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
  /** What the audit found about whom it lets in; `not-judged` where something was not read that this rests on. */
  readonly trusts: 'as-intended' | 'differs' | 'not-judged';
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
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly version: string;
  readonly history: AccountHistory | null;
  readonly costs: CostTable | null;
}

/** @returns null where no account of the organization is that client's or environment's */
export function accountReport(owner: AccountRef, sources: AccountReportSources): AccountReport | null {
  const { context, audit, madeAt, version, history, costs } = sources;
  const { snapshot } = context;
  const owned = context.owned.find((one) => isSameRef(refOf(one), owner));
  if (owned === undefined) return null;
  const { account } = owned;
  const discretion = discretionFor(owned, context);
  const findings = toldFindings(owned, audit, context, discretion);
  const checked = checkedRows(owned, findings, context);
  const { trails } = snapshot;
  return {
    madeAt,
    version,
    origin: audit.origin && {
      ...audit.origin,
      caller: discretion.orLeftOut(audit.origin.caller, 'account'),
    },
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
      account.reading.kind === 'unread' ? discretion.orLeftOut(account.reading.reason, 'account') : null,
    access: oneAccess(owned, findings, checked, sources, discretion),
    checked,
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
    role: roleOf(owned, checked, discretion),
    history: history === null ? null : toldHistory(history, discretion),
    // Alone: totals over all rows would tell what the others cost.
    costs: costs && selectedRows(costs, ({ accountId }) => accountId === account.id),
  };
}

function oneAccess(
  owned: OwnedAccount,
  findings: readonly ToldFinding[],
  checked: readonly CheckedRow[],
  sources: AccessSources,
  discretion: Discretion,
): OneAccess {
  const access = accessOf(sources);
  const { role, group } = owned.kind;
  const ofKind = access.groups.find(({ noun }) => noun === owned.kind.noun);
  const way = ofKind?.accounts.find(({ accountId }) => accountId === owned.account.id);
  if (ofKind === undefined || way === undefined) throw new Error('an owned account is of a kind in use');
  const { members } = ofKind;
  const isMember = ({ name }: Person) => Array.isArray(members) && members.includes(name);
  const own = (person: Person, groups: readonly string[]) => toldPerson(person, groups, discretion);
  const keep = (text: string) => discretion.orLeftOut(text, 'account');
  return {
    group,
    requiresMfa: role.requireMfa,
    requiresSourceIdentity: role.requireSourceIdentity,
    people: access.people?.filter(isMember).map((person) => own(person, [group])) ?? null,
    way: {
      ...way,
      policies: way.policies?.map((policy) => toldPolicy(policy, discretion)) ?? null,
      findings: [],
    },
    admins: {
      ...access.admins,
      members: Array.isArray(access.admins.members)
        ? access.admins.members.map((person) => own(person, [access.admins.group]))
        : access.admins.members,
    },
    pipelines: access.pipelines
      .filter(({ accountId }) => accountId === owned.account.id)
      .map((pipeline) => ({
        ...pipeline,
        issuer: keep(pipeline.issuer),
        audience: keep(pipeline.audience),
        subject: keep(pipeline.subject),
      })),
    doors: findings.filter(({ check }) => waysIn.has(check)),
    areDoorsWhole: !checked.some(({ check, outcome }) => waysIn.has(check) && outcome === 'not-read'),
  };
}

/** In which other groups somebody is says what else that person works on; so does a name such as `globex-ci`. */
function toldPerson(person: Person, groups: readonly string[], discretion: Discretion): Person {
  return {
    ...person,
    name: discretion.orLeftOut(person.name, 'elsewhere'),
    groups: person.groups.filter((name) => groups.includes(name)),
    findings: [],
  };
}

/** A policy with the name of another account holds that account's grant, too. */
function toldPolicy(policy: GrantPolicy, discretion: Discretion): GrantPolicy {
  return discretion.namesOther(policy.name, 'elsewhere')
    ? { ...policy, name: leftOut, isPacked: true }
    : policy;
}

function roleOf(
  { account, roleName }: OwnedAccount,
  checked: readonly CheckedRow[],
  discretion: Discretion,
): RoleOfOne | null {
  const role = iamOf(account)?.roles.find(({ name }) => name === roleName);
  if (role === undefined) return null;
  return {
    arn: role.arn,
    maxSession: role.maxSession,
    policies: [...role.managedPolicies, ...role.inlinePolicies].map((name) =>
      discretion.orLeftOut(name, 'account'),
    ),
    trust: discretion.told(asShown(role.trust), 'account'),
    trusts: trustsOf(checked),
  };
}

/** JSON laid out, with nothing escaped that need not be: a name is looked for in what is read, not in how it is written. */
function asShown(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}

function trustsOf(checked: readonly CheckedRow[]): RoleOfOne['trusts'] {
  const outcomes = new Set(
    checked.filter(({ check }) => check.startsWith('trust-')).map(({ outcome }) => outcome),
  );
  if (outcomes.has('found') || outcomes.has('accepted')) return 'differs';
  return outcomes.has('not-read') ? 'not-judged' : 'as-intended';
}

function guardrailsOf({ account }: OwnedAccount, context: DiffContext): GuardrailsOfOne {
  const { structure, snapshot } = context;
  if (structure.guardrails === null) return { kind: 'none' };
  const states = guardrailStates(context);
  if (snapshot.controlPolicies.kind !== 'read' || states.problems.length > 0) return { kind: 'not-read' };
  const unit = guardedUnitOf(unitsAbove(account.parentId, snapshot), context);
  if (unit === null) return { kind: 'outside' };
  const { reach, hubs, vendors } = structure.guardrails;
  const held = states.policies.filter(({ wanted }) => wanted.unit === unit);
  return {
    kind: 'read',
    guardrails: held.flatMap(({ guardrails }) =>
      guardrails.map(({ name, enforcement }) => ({ name, enforcement })),
    ),
    hasExceptions: [reach, hubs, vendors].some((list) => list.length > 0),
  };
}
