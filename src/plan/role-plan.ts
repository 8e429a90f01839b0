import type { AccountRef } from '../model/account-kind.ts';
import { lackingTags } from '../model/own-tags.ts';
import { type Comparison, comparePolicies } from '../model/policy/compare.ts';
import { parsePolicy } from '../model/policy/document.ts';
import { type KnownContext, ONLY_TLS } from '../model/policy/known-context.ts';
import { withCompanionsDenied } from '../model/policy/trust.ts';
import type { Role } from '../model/snapshot.ts';
import { type AccountStep, step } from './account-step.ts';
import type { OfKind } from './change.ts';

/** A role of an account as it should be: that of people in Ops, or one that a CI system assumes. */
export interface RoleTarget {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** Trust policy as JSON. */
  readonly trust: string;
  /** Seconds. */
  readonly maxSession: number;
  readonly managedPolicyArns: readonly string[];
  readonly permissionsBoundary: string | null;
  readonly tags: Readonly<Record<string, string>>;
  /** Whose tokens it takes; left out where people assume it. */
  readonly tokens?: { readonly issuer: string; readonly subject: string };
}

/** A role that is there, and how its trust policy relates to the intended one. */
export interface ComparedRole {
  readonly role: Role;
  readonly trust: Comparison;
}

export function comparedRole(role: Role, target: RoleTarget, known?: KnownContext): ComparedRole {
  return { role, trust: compareTrust(role, target.trust, known) };
}

/** What makes a role of an account what it should be. @param compared null where it is not there */
export function roleSteps(
  owner: AccountRef,
  role: RoleTarget,
  compared: ComparedRole | null,
): readonly AccountStep[] {
  const actual = compared?.role ?? null;
  const { tokens } = role;
  const steps = [
    step({ kind: 'create-role', owner, role: role.name, ...(tokens ? { tokens } : {}) }, actual !== null),
  ];
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

/** What a role has beside what it should have, which is left alone: the audit's business. */
export function roleNotices(role: RoleTarget, actual: Role | null): readonly string[] {
  if (!actual) return [];
  const extra = actual.managedPolicies.filter((arn) => !role.managedPolicyArns.includes(arn));
  return [
    ...extra.map((arn) => `${role.name} also has the managed policy ${arn}; diverst leaves it as it is`),
    ...actual.inlinePolicies.map(
      (name) => `${role.name} also has the inline policy ${name}; diverst leaves it as it is`,
    ),
    ...(role.permissionsBoundary === null && actual.permissionsBoundary !== null
      ? [
          `${role.name} has the permissions boundary ${actual.permissionsBoundary}; diverst leaves it as it is`,
        ]
      : []),
  ];
}
