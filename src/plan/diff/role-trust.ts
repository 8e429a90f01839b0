import type { CheckId } from '../../model/checks.ts';
import { canonicalJson } from '../../model/policy/canonical.ts';
import { demandsOwnName } from '../../model/policy/own-name-demand.ts';
import { type IntendedTrust, intendedTrust } from '../../model/policy/trust.ts';
import type { AccountTarget } from '../account-plan.ts';
import type { OfKind } from '../change.ts';
import type { Difference } from '../difference.ts';
import type { ComparedRole } from '../role-plan.ts';
import { type DiffContext, difference } from './context.ts';
import { namelessRoles } from './nameless-roles.ts';
import { type RelaxedTrust, type TrustFault, trustFaults } from './trust.ts';
import { shortList } from './words.ts';

/** What is wrong with the trust policy of an account's role. */
export function trustDifferences(
  { role, trust }: ComparedRole,
  change: OfKind<'replace-trust'>,
  { kind }: AccountTarget,
  context: DiffContext,
  base: Pick<Difference, 'subject' | 'place'>,
): readonly Difference[] {
  const { snapshot, ops, byId } = context;
  if (ops === null) return [];
  const { partition } = snapshot;
  const { requireMfa, requireSourceIdentity } = kind.role;
  const wanted = { partition, opsAccountId: ops.id, requireMfa, requireSourceIdentity };
  const faults = trustFaults(role.trust, change.intended, trust, relaxedTrusts(wanted), {
    partition,
    accountId: base.place.accountId ?? '',
    opsAccountId: ops.id,
    managementAccountId: snapshot.managementAccountId,
    isMember: (accountId) => byId.has(accountId),
    known: context.known,
  });
  // Where the demand is made, no role of Ops works in the account, and the demand stays.
  const nameless = demandsOwnName(role.trust)
    ? []
    : namelessRoles(context)
        .filter(({ accounts }) => accounts.some(({ account }) => account.id === base.place.accountId))
        .map(({ name }) => name);
  const careful = repairWithout(nameless, faults, change, wanted);
  return faults.map(({ check, evidence, withinOrganization }, index) =>
    difference({
      ...base,
      check,
      message:
        withinOrganization === true
          ? `the role ${role.name} trusts every account of the organization`
          : check === 'trust-narrower' && index > 0
            ? `the role ${role.name} also does not give Ops all that a session needs`
            : trustWords(check, role.name),
      expected: change.intended,
      actual: role.trust,
      evidence: evidence.map((text) => withNames(text, context)),
      ...careful(check),
    }),
  );
}

/**
 * A role of Ops that works in the account today would be locked out by the demand for the name of a user: while there is
 * one, the demand is not made, and what else is wrong is repaired without it.
 *
 * @param nameless names of these roles
 */
function repairWithout(
  nameless: readonly string[],
  faults: readonly TrustFault[],
  change: OfKind<'replace-trust'>,
  wanted: IntendedTrust,
): (check: CheckId) => Partial<Difference> {
  const tightening: readonly CheckId[] = [
    'trust-source-identity',
    'trust-broader',
    'trust-incomparable',
    'trust-not-understood',
  ];
  if (nameless.length === 0 || !faults.some(({ check }) => tightening.includes(check)))
    return () => ({ repair: [{ change, consent: false }] });
  const intended = canonicalJson(intendedTrust({ ...wanted, requireSourceIdentity: false }));
  return (check) =>
    check === 'trust-source-identity'
      ? {
          fix: [
            `stop using ${shortList(nameless)} in Ops first (see source-identity-role): the trust policy would lock out every role`,
          ],
        }
      : { repair: [{ change: { ...change, intended }, consent: false }] };
}

/** What the intended trust would be without MFA, without the source identity, and without both. */
function relaxedTrusts(wanted: IntendedTrust): readonly RelaxedTrust[] {
  const demands = [
    ...(wanted.requireMfa ? [['trust-mfa', { requireMfa: false }] as const] : []),
    ...(wanted.requireSourceIdentity
      ? [['trust-source-identity', { requireSourceIdentity: false }] as const]
      : []),
  ];
  const alone = demands.map(([check, without]) => ({ checks: [check], without }));
  const all = {
    checks: demands.map(([check]) => check),
    without: Object.assign({}, ...demands.map(([, one]) => one)),
  };
  return [...alone, ...(demands.length > 1 ? [all] : [])].map(({ checks, without }) => ({
    checks,
    trust: canonicalJson(intendedTrust({ ...wanted, ...without })),
  }));
}

/** Says whose account an id is, where it is one of the organization. */
export function withNames(text: string, { byId }: DiffContext): string {
  const accounts = [...text.matchAll(/\b\d{12}\b/g)].flatMap(([id]) => byId.get(id) ?? []);
  const names = [...new Set(accounts.map(({ name }) => name))];
  return names.length === 0 ? text : `${text} (account ${names.join(', ')})`;
}

function trustWords(check: CheckId, role: string): string {
  const words: Partial<Record<CheckId, string>> = {
    'trust-narrower': `the role ${role} does not give Ops all that a session needs`,
    'trust-broader': `the role ${role} gives access to more than Ops`,
    'trust-incomparable': `the role ${role} gives access to others instead of Ops`,
    'trust-not-understood': `the role ${role} has a trust policy that diverst does not understand`,
    'trust-everyone': `the role ${role} trusts everyone`,
    'trust-outside': `the role ${role} trusts a principal outside the organization`,
    'trust-other-client': `the role ${role} trusts another account of the organization`,
    'trust-deleted-principal': `the role ${role} trusts a deleted user or role`,
    'trust-source-identity': `the role ${role} can be assumed without the name of the person as source identity`,
    'trust-mfa': `the role ${role} can be assumed without MFA`,
  };
  return words[check] ?? `the trust policy of ${role} is not the intended one`;
}
