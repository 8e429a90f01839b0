import type { ControlPoliciesReading, ControlPolicy } from '../model/control-policies.ts';
import { documentOf, type WantedPolicy } from '../model/guardrails/policies.ts';
import type { GuardedUnit } from '../model/guardrails.ts';
import { areDeniedBy, denialsOf } from '../model/policy/denied.ts';
import type { Change, Step } from './change.ts';
import { isSameDocument } from './control-policy-text.ts';
import type { PolicyTarget } from './shapes/organization.ts';

export type ReadPolicies = Extract<ControlPoliciesReading, { readonly kind: 'read' }>;

/** What is known of guardrails before the base structure is made. */
export interface GuardrailsGround {
  readonly wanted: readonly WantedPolicy[];
  /** Null where there is no organization yet. */
  readonly found: ReadPolicies | null;
  /** Null where there is no organization yet. */
  readonly rootId: string | null;
  readonly targets: Readonly<Record<GuardedUnit, PolicyTarget>>;
  /** Units that lack a guardrail, and in which nothing is in use that it could deny. */
  readonly unused: readonly GuardedUnit[];
}

/**
 * The steps that make guardrails where there are none. What could deny something that is in use needs consent, and so
 * does a policy of the name that holds anything else: somebody may have meant it so.
 */
export function guardrailSteps(ground: GuardrailsGround): readonly Step[] {
  const policies = ground.wanted.flatMap((wanted) => {
    const steps = policySteps(wanted, ground);
    return steps.length === 0 ? [] : [{ type: wanted.type, steps }];
  });
  const types = [...new Set(policies.map(({ type }) => type))].map((type): Step => {
    const change: Change = { kind: 'enable-policy-type', type };
    if (ground.found?.types[type] === 'ENABLED') return { change, state: 'satisfied' };
    const isNeeded = policies.some((one) => one.type === type && one.steps.some(isToBeDone));
    return { change, state: isNeeded ? 'needed' : 'needs-consent' };
  });
  const all = policies.flatMap(({ steps }) => steps);
  return [...types, ...all.filter((one) => !isAttachment(one)), ...all.filter(isAttachment)];
}

function isToBeDone({ state }: Step): boolean {
  return state === 'needed';
}

function isAttachment({ change }: Step): boolean {
  return change.kind === 'attach-control-policy';
}

/** Nothing where other policies deny as much. */
function policySteps(wanted: WantedPolicy, ground: GuardrailsGround): readonly Step[] {
  const { type, name, unit } = wanted;
  const { found, targets, unused } = ground;
  const document = documentOf(wanted);
  const guardrails = wanted.guardrails.map((one) => one.name);
  const target = targets[unit];
  const own = found?.policies.find((one) => one.type === type && one.name === name);
  const isWhole = own !== undefined && isSameDocument(own.document, document);
  const isAttached = isWhole && target.id !== null && own.targets.includes(target.id);
  if (!isAttached && isEnforcedThere(wanted, ground)) return [];
  if (own !== undefined && !isWhole)
    return [
      {
        change: {
          kind: 'update-control-policy',
          type,
          name,
          id: own.id,
          guardrails,
          document,
          replaces: own.document,
        },
        state: 'needs-consent',
      },
    ];
  const missing = unused.includes(unit) ? 'needed' : 'needs-consent';
  return [
    {
      change: { kind: 'create-control-policy', type, name, unit, guardrails, document },
      state: isWhole ? 'satisfied' : missing,
    },
    {
      change: { kind: 'attach-control-policy', type, name, document, target },
      state: isAttached ? 'satisfied' : missing,
    },
  ];
}

/** Whether policies that are attached there, or to the root, deny all that it denies. */
export function isEnforcedThere(
  { type, unit, guardrails }: WantedPolicy,
  { found, rootId, targets }: Omit<GuardrailsGround, 'unused'>,
): boolean {
  if (found?.types[type] !== 'ENABLED') return false;
  const isAbove = (id: string) => id === rootId || id === targets[unit].id;
  const there = found.policies.filter((one: ControlPolicy) => one.type === type && one.targets.some(isAbove));
  const denials = denialsOf(there.map(({ document }) => document)).statements;
  return guardrails.every(({ statements }) => areDeniedBy(statements, denials));
}
