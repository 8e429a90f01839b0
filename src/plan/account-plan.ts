import { type NamedAccount, refOf } from '../model/account-kind.ts';
import { lackingTags } from '../model/own-tags.ts';
import { type Comparison, comparePolicies } from '../model/policy/compare.ts';
import { parsePolicy } from '../model/policy/document.ts';
import { type KnownContext, ONLY_TLS } from '../model/policy/known-context.ts';
import { withCompanionsDenied } from '../model/policy/trust.ts';
import type {
  Account,
  CreationStatus,
  GroupSnapshot,
  ManagedPolicySnapshot,
  Role,
} from '../model/snapshot.ts';
import type { GrantSlot, OfKind, Step } from './change.ts';
import type { KindIn } from './changes/table.ts';
import { chooseSlot, findGrant, foreignInline } from './grant-slot.ts';

/** An account of a kind as it should be: everything configuration and the organization's base decide. */
export interface AccountTarget extends NamedAccount {
  readonly email: string;
  readonly partition: string;
  /** Id and names of the OU it belongs in. */
  readonly unitId: string;
  readonly unitPath: string;
  /** For comparing the trust policy. */
  readonly known?: KnownContext;
  readonly role: {
    readonly name: string;
    readonly path: string;
    /** Trust policy as JSON. */
    readonly trust: string;
    /** Seconds. */
    readonly maxSession: number;
    readonly managedPolicyArns: readonly string[];
    readonly permissionsBoundary: string | null;
    readonly tags: Readonly<Record<string, string>>;
  };
}

/** The same as it is. */
export interface TargetSnapshot {
  readonly account: Account | null;
  /** Where the account is, by name as far as names were read; a new one begins in the root. */
  readonly place: string;
  /** A creation of its name that is under way. */
  readonly creation: CreationStatus | null;
  readonly role: Role | null;
  readonly group: GroupSnapshot;
  readonly policies: readonly ManagedPolicySnapshot[];
}

/** What makes a client or an environment: its account, and what a repair changes in it. */
export type AccountChangeKind = 'create-account' | 'move-account' | KindIn<'account'>;

export type AccountStep = Step<OfKind<AccountChangeKind>>;

export interface AccountPlan {
  readonly steps: readonly AccountStep[];
  /** What differs and is left alone: the audit's business. */
  readonly notices: readonly string[];
  /** True when the group has no room for the grant: nothing may be begun. */
  readonly full: boolean;
}

/** The differences between an account as it is and as it should be, in the order in which they are applied. */
export function planAccount(target: AccountTarget, actual: TargetSnapshot): AccountPlan {
  const { name } = target;
  const slot = grantSlot(target, actual);
  const steps: AccountStep[] = [
    step(
      { kind: 'create-account', name, email: target.email, underWay: actual.creation?.id ?? null },
      actual.account !== null,
    ),
    step(
      {
        kind: 'move-account',
        name,
        accountId: actual.account?.id ?? null,
        from: actual.place,
        to: target.unitPath,
      },
      actual.account?.parentId === target.unitId,
    ),
    ...roleSteps(target, actual.role && comparedRole(actual.role, target)),
  ];
  if (slot) {
    const replaces = foreignInline(actual.group, slot.slot, expectedRoleArn(target, actual));
    const change: OfKind<'grant-access'> = {
      kind: 'grant-access',
      owner: refOf(target),
      group: actual.group.name,
      slot: slot.slot,
      replaces,
    };
    steps.push(
      slot.granted || replaces === null ? step(change, slot.granted) : { change, state: 'needs-consent' },
    );
  }
  return { steps, notices: notices(target, actual.role), full: slot === null };
}

/** The ARN that the role has, or will have; before the account exists its digits are a stand-in of equal length. */
export function expectedRoleArn(
  target: AccountTarget,
  actual: Pick<TargetSnapshot, 'account' | 'role'>,
): string {
  if (actual.role) return actual.role.arn;
  const accountId = actual.account?.id ?? '0'.repeat(12);
  return `arn:${target.partition}:iam::${accountId}:role${target.role.path}${target.role.name}`;
}

function grantSlot(
  target: AccountTarget,
  actual: TargetSnapshot,
): { slot: GrantSlot; granted: boolean } | null {
  const arn = expectedRoleArn(target, actual);
  const found = actual.account && findGrant(actual.group, actual.policies, arn);
  if (found) return { slot: found, granted: true };
  const free = chooseSlot(actual.group, actual.policies, { name: target.role.name, arn });
  return free && { slot: free, granted: false };
}

/** A role that is there, and how its trust policy relates to the intended one. */
export interface ComparedRole {
  readonly role: Role;
  readonly trust: Comparison;
}

export function comparedRole(role: Role, target: AccountTarget): ComparedRole {
  return { role, trust: compareTrust(role, target.role.trust, target.known) };
}

export function roleSteps(target: AccountTarget, compared: ComparedRole | null): readonly AccountStep[] {
  const { role } = target;
  const owner = refOf(target);
  const actual = compared?.role ?? null;
  const steps = [step({ kind: 'create-role', owner, role: role.name }, actual !== null)];
  if (compared !== null && actual !== null) {
    const { verdict, reasons } = compared.trust;
    if (verdict !== 'equal') {
      const change: OfKind<'replace-trust'> = {
        kind: 'replace-trust',
        owner,
        role: role.name,
        verdict,
        reasons,
        actual: actual.trust,
        intended: role.trust,
      };
      steps.push({ change, state: 'needs-consent' });
    }
    if (actual.maxSession !== null && actual.maxSession !== role.maxSession) {
      const change = { owner, role: role.name, from: actual.maxSession, to: role.maxSession };
      steps.push(step({ kind: 'set-max-session', ...change }, false));
    }
    if (role.permissionsBoundary !== null && actual.permissionsBoundary !== role.permissionsBoundary) {
      const change = {
        owner,
        role: role.name,
        from: actual.permissionsBoundary,
        to: role.permissionsBoundary,
      };
      steps.push(step({ kind: 'set-boundary', ...change }, false));
    }
    const tags = lackingTags(actual.tags, role.tags);
    if (tags !== null) steps.push(step({ kind: 'tag-role', owner, role: role.name, tags }, false));
  }
  for (const policyArn of role.managedPolicyArns) {
    const attached = actual?.managedPolicies.includes(policyArn) ?? false;
    steps.push(step({ kind: 'attach-policy', owner, role: role.name, policyArn }, attached));
  }
  return steps;
}

/**
 * How the trust policy that a role has relates to the intended one.
 * @param intended a text of this program's own, which is understood
 */
export function compareTrust(
  role: Pick<Role, 'arn' | 'trust'>,
  intended: string,
  known: KnownContext = ONLY_TLS,
): Comparison {
  // An audit meets the same text again and again.
  if (role.trust === intended) return same;
  const [, partition = 'aws', , , accountId = ''] = role.arn.split(':');
  const parsed = parsePolicy(role.trust);
  const actual = parsed.ok ? withCompanionsDenied(parsed.policy) : role.trust;
  return comparePolicies(actual, intended, { kind: 'trust', partition, accountId, known });
}

const same: Comparison = { verdict: 'equal', extra: [], missing: [], reasons: [] };

function notices(target: AccountTarget, actual: Role | null): readonly string[] {
  if (!actual) return [];
  const { role } = target;
  const extra = actual.managedPolicies.filter((arn) => !role.managedPolicyArns.includes(arn));
  return [
    ...extra.map((arn) => `${role.name} also has the managed policy ${arn}; it is left as it is`),
    ...actual.inlinePolicies.map(
      (name) => `${role.name} also has the inline policy ${name}; it is left as it is`,
    ),
    ...(role.permissionsBoundary === null && actual.permissionsBoundary !== null
      ? [`${role.name} has the permissions boundary ${actual.permissionsBoundary}; it is left as it is`]
      : []),
  ];
}

function step(change: OfKind<AccountChangeKind>, satisfied: boolean): AccountStep {
  return { change, state: satisfied ? 'satisfied' : 'needed' };
}
