import type { CheckId } from '../../model/checks.ts';
import { exceptionsOf, unitsAbove } from '../../model/guardrails/exceptions.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { PRINCIPAL_ORGANIZATION } from '../../model/policy/known-context.ts';
import { type TrustEntry, trustedPrincipals } from '../../model/policy/trust.ts';
import type { Difference } from '../difference.ts';
import { guardedUnitOf, isEnforced } from '../guardrail-states.ts';
import type { DiffContext } from './context.ts';
import { shortList } from './words.ts';

/** Whom a finding on a trust policy is about; `actual` of such a finding is the policy. */
const about: Readonly<Partial<Record<CheckId, readonly Stranger[]>>> = {
  'trust-everyone': ['everyone'],
  'trust-outside': ['outside'],
  'trust-other-client': ['member'],
  'role-other-trust': ['everyone', 'outside', 'member'],
  'access-role-trust': ['everyone', 'outside', 'member'],
  'ci-role-trust': ['everyone', 'outside', 'member'],
};

type Stranger = 'everyone' | 'outside' | 'member';

/**
 * Says of trust policies that are too open whom AWS keeps out all the same, by which guardrail. The findings stay what
 * they are: a policy of the organization is detached by one call.
 */
export function withHeldShut(
  differences: readonly Difference[],
  context: DiffContext,
): readonly Difference[] {
  return differences.map((one) => {
    const strangers = about[one.check];
    const account = one.place.accountId === null ? undefined : context.byId.get(one.place.accountId);
    if (strangers === undefined || account === undefined || one.actual === null) return one;
    const lines = heldShut(one.actual, strangers, account, context);
    return lines.length === 0 ? one : { ...one, evidence: [...one.evidence, ...lines] };
  });
}

function heldShut(
  trust: string,
  strangers: readonly Stranger[],
  account: AccountSnapshot,
  context: DiffContext,
): readonly string[] {
  const { guardrails } = context.structure;
  const parsed = parsePolicy(trust);
  if (guardrails === null || !parsed.ok) return [];
  const { exceptions } = exceptionsOf(context.structure, guardrails, context.snapshot);
  const unit = unitOf(account, context);
  const hasOutsiders = unit !== null && isEnforced(unit, 'outsiders', context);
  const hasLateral = isEnforced('environments', 'lateral', context) && !exceptions.reach.includes(account.id);
  const entries = trustedPrincipals(parsed.policy).filter(({ actions }) =>
    actions.includes('sts:AssumeRole'),
  );
  const isEveryone =
    strangers.includes('everyone') && entries.some(({ principal }) => principal.kind === 'everyone');
  const named = [...new Set(entries.flatMap((entry) => accountOf(entry) ?? []))].filter(
    (id) => id !== account.id,
  );
  const members = named.filter((id) => strangers.includes('member') && context.byId.has(id));
  const outside = named.filter((id) => strangers.includes('outside') && !context.byId.has(id));
  const isAnybody = isEveryone && entries.some(isUnlimited);
  return [
    ...said(
      hasOutsiders,
      'outsiders',
      [
        ...(isAnybody ? ['accounts outside the organization'] : []),
        ...outside.filter((id) => !guardrails.vendors.includes(id)),
      ],
      isAnybody && guardrails.vendors.length > 0 ? 'guardrails.vendors' : null,
    ),
    ...said(
      hasLateral,
      'lateral',
      [
        ...(isEveryone ? ['clients and environments'] : []),
        ...members.filter((id) => isHeld(id, exceptions.hubs, context)).map((id) => labelOf(id, context)),
      ],
      isEveryone && exceptions.hubs.length > 0 ? 'guardrails.hubs' : null,
    ),
  ];
}

function said(
  isOn: boolean,
  guardrail: 'outsiders' | 'lateral',
  whom: readonly string[],
  key: string | null,
): readonly string[] {
  if (!isOn || whom.length === 0) return [];
  const but = key === null ? '' : `, except for ${key}`;
  return [
    `AWS still refuses sts:AssumeRole to ${shortList(whom)}${but}, because of the guardrail ${guardrail}`,
  ];
}

/** An account whose own calls the guardrail limits. */
function isHeld(id: string, hubs: readonly string[], context: DiffContext): boolean {
  const account = context.byId.get(id);
  return account !== undefined && !hubs.includes(id) && unitOf(account, context) === 'environments';
}

/** Resource control policies have no effect in the management account, wherever it is. */
function unitOf(account: AccountSnapshot, context: DiffContext) {
  if (account === context.management) return null;
  return guardedUnitOf(unitsAbove(account.parentId, context.snapshot), context);
}

/** Everyone, those outside the organization included. */
function isUnlimited({ principal, conditions }: TrustEntry): boolean {
  return principal.kind === 'everyone' && !conditions.some(({ key }) => key === PRINCIPAL_ORGANIZATION);
}

function accountOf({ principal }: TrustEntry): string | null {
  return principal.kind === 'federated' || !('accountId' in principal) ? null : (principal.accountId ?? null);
}

function labelOf(id: string, { byId, labelOf: label }: DiffContext): string {
  const account = byId.get(id);
  return account ? label(account) : id;
}
