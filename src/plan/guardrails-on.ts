import { unitsAbove } from '../model/guardrails/exceptions.ts';
import type { Change } from './change.ts';
import { type DiffContext, type OwnedAccount, whereUnit } from './diff/context.ts';
import { guardrailChanges, notHeld } from './guardrail-documents.ts';
import { guardrailStates, hasEffect, type PolicyState } from './guardrail-states.ts';
import { type OrganizationStep, orderChanges } from './order.ts';

/**
 * The steps that bring the guardrails to one client or environment, before its OU gets them: the policies are written
 * complete, and attached to the account alone. What the OU has already is not touched.
 */
export function guardrailsOnSteps(
  owned: OwnedAccount,
  context: DiffContext,
): { readonly steps: readonly OrganizationStep[]; readonly notices: readonly string[] } {
  const { account } = owned;
  const reading = context.snapshot.controlPolicies;
  if (reading.kind !== 'read') return { steps: [], notices: [] };
  const isUnder = (parentId: string, unitId: string) =>
    unitsAbove(parentId, context.snapshot).some(({ id }) => id === unitId);
  const notices: string[] = [];
  const changes = guardrailStates(context)
    .policies.filter(({ wanted }) => wanted.unit === 'environments')
    .flatMap((policy): readonly Change[] => {
      const { wanted, own, unit } = policy;
      if (policy.isAttached && unit !== null && isUnder(account.parentId, unit.id)) {
        const name = context.labelOf(account);
        notices.push(`${whereUnit(context, unit.id)} already has ${wanted.name}, and so has ${name}`);
        return [];
      }
      const made = ofAccount(policy, owned, context);
      if (own !== null && made.length === 0 && own.targets.includes(account.id))
        notices.push(`${own.name} is already attached to ${context.labelOf(account)}`);
      else if (own !== null && made.length === 0)
        notices.push(`diverst does not understand policy ${own.name}, and leaves it as it is`);
      const enable: readonly Change[] = hasEffect(wanted.type, reading.types)
        ? []
        : [{ kind: 'enable-policy-type', type: wanted.type }];
      return made.length === 0 ? [] : [...enable, ...made];
    });
  const wanted = changes.map((change) => ({ change, accountId: null, fixes: '', needsConsent: false }));
  const steps = orderChanges(wanted, []).map((step): OrganizationStep => ({ ...step, fixes: [] }));
  return { steps, notices };
}

function ofAccount(policy: PolicyState, { account }: OwnedAccount, context: DiffContext): readonly Change[] {
  // What an OU has by it would change too.
  const names = policy.isAttached ? [] : notHeld(policy);
  const isAttached = policy.own?.targets.includes(account.id) ?? false;
  const here = { ...policy, isAttached, unit: account };
  return guardrailChanges(here, names, `account ${context.labelOf(account)}`);
}
