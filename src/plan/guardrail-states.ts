import type { ControlPolicy, ControlPolicyType } from '../model/control-policies.ts';
import { Failure } from '../model/failure.ts';
import { exceptionsOf } from '../model/guardrails/exceptions.ts';
import { guardrailPolicies, type WantedGuardrail, type WantedPolicy } from '../model/guardrails/policies.ts';
import { type GuardedUnit, type GuardrailName, guardedUnits } from '../model/guardrails.ts';
import type { UnitPlace } from '../model/organization.ts';
import { type Denied, denialOf, denialsOf, isDeniedBy, isPartlyDenied } from '../model/policy/denied.ts';
import type { Statement } from '../model/policy/document.ts';
import type { DiffContext } from './diff/context.ts';

/**
 * `enforced`: by policies at the root or at the OU, whoever wrote them. `detached`: by the own policy, were it attached.
 * `weaker`: a part of what the own policy is to hold is there. `missing`: nothing of it is. `off`: policies of its type
 * have no effect.
 */
type Enforcement = 'enforced' | 'detached' | 'weaker' | 'missing' | 'off';

export interface GuardrailState extends WantedGuardrail {
  readonly enforcement: Enforcement;
  /** Sids of the statements that nothing attached denies as a whole. */
  readonly lacking: readonly string[];
  /** What of the policies at hand is not understood, where it matters. */
  readonly reasons: readonly string[];
}

/** A wanted policy beside what there is. */
export interface PolicyState {
  readonly wanted: WantedPolicy;
  /** The OU that it belongs to; null where it is missing, which is reported as what it is. */
  readonly unit: UnitPlace | null;
  /** The policy of its name; null where there is none. */
  readonly own: ControlPolicy | null;
  /** To the OU or to the root. */
  readonly isAttached: boolean;
  readonly guardrails: readonly GuardrailState[];
}

export interface GuardrailStates {
  readonly policies: readonly PolicyState[];
  /** What has to be corrected in the configuration before anything can be said. */
  readonly problems: readonly string[];
}

const nothing: GuardrailStates = { policies: [], problems: [] };
const known = new WeakMap<DiffContext, GuardrailStates>();

/** How the guardrails that are wanted compare to the policies of the organization; nothing where these were not read. */
export function guardrailStates(context: DiffContext): GuardrailStates {
  const states = known.get(context) ?? judge(context);
  known.set(context, states);
  return states;
}

/** Whether AWS enforces a guardrail in all accounts of an OU. */
export function isEnforced(unit: GuardedUnit, name: GuardrailName, context: DiffContext): boolean {
  return guardrailStates(context).policies.some(
    ({ wanted, guardrails }) =>
      wanted.unit === unit && guardrails.some((one) => one.name === name && one.enforcement === 'enforced'),
  );
}

function judge(context: DiffContext): GuardrailStates {
  const { structure, snapshot, units } = context;
  if (structure.guardrails === null || snapshot.controlPolicies.kind !== 'read') return nothing;
  const { problems } = exceptionsOf(structure, structure.guardrails, snapshot);
  if (problems.length > 0) return { policies: [], problems };
  try {
    const wanted = guardrailPolicies(structure, snapshot);
    return {
      policies: wanted.map((one) => policyState(one, units[one.unit], context)),
      problems: [],
    };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { policies: [], problems: [error.text.what, ...(error.text.fix ?? [])] };
  }
}

function policyState(wanted: WantedPolicy, unit: UnitPlace | null, { snapshot }: DiffContext): PolicyState {
  const { controlPolicies, rootId } = snapshot;
  if (controlPolicies.kind !== 'read') throw new Error('the policies were not read');
  const ofType = controlPolicies.policies.filter(({ type }) => type === wanted.type);
  const above = [rootId, ...(unit === null ? [] : [unit.id])];
  const attached = ofType.filter(({ targets }) => targets.some((id) => above.includes(id)));
  const own = ofType.find(({ name }) => name === wanted.name) ?? null;
  const isAttached = own !== null && attached.includes(own);
  if (!hasEffect(wanted.type, controlPolicies.types))
    return { wanted, unit, own, isAttached: false, guardrails: wanted.guardrails.map(off) };
  const enforced = new Policies(attached, own);
  const withOwn = own === null || isAttached ? enforced : new Policies([...attached, own], own);
  return {
    wanted,
    unit,
    own,
    isAttached,
    guardrails: wanted.guardrails.map((guardrail): GuardrailState => {
      const now = enforced.judge(guardrail);
      if (now.enforcement === 'enforced' || withOwn === enforced) return now;
      const then = withOwn.judge(guardrail);
      return then.enforcement === 'enforced' ? { ...now, enforcement: 'detached' } : then;
    }),
  };
}

/** A type that is being enabled has an effect soon; one that is being disabled has lost what was attached. */
export function hasEffect(
  type: ControlPolicyType,
  types: Readonly<Record<ControlPolicyType, string>>,
): boolean {
  return types[type] === 'ENABLED' || types[type] === 'PENDING_ENABLE';
}

function off(guardrail: WantedGuardrail): GuardrailState {
  return { ...guardrail, enforcement: 'off', lacking: sidsOf(guardrail), reasons: [] };
}

export function sidsOf({ statements }: Pick<WantedGuardrail, 'statements'>): readonly string[] {
  return statements.map(({ Sid = '' }) => Sid);
}

/** How the Sids of all guardrails begin. */
const sidPrefix = 'Diverst';

/** Policies of one type that have an effect in the same accounts. */
class Policies {
  readonly #denials: readonly Statement[];
  readonly #reasons: readonly string[];
  readonly #own: readonly Statement[];

  constructor(policies: readonly ControlPolicy[], own: ControlPolicy | null) {
    const { statements, reasons } = denialsOf(policies.map(({ document }) => document));
    this.#denials = statements;
    this.#reasons = reasons;
    this.#own = own !== null && policies.includes(own) ? denialsOf([own.document]).statements : [];
  }

  judge(guardrail: WantedGuardrail): GuardrailState {
    const judged = guardrail.statements.map((written) => {
      const statement = denialOf(written);
      const { isDenied, reasons }: Denied = isDeniedBy(statement, this.#denials);
      return { sid: written.Sid ?? '', statement, isDenied, reasons };
    });
    const lacking = judged.filter(({ isDenied }) => !isDenied);
    if (lacking.length === 0) return { ...guardrail, enforcement: 'enforced', lacking: [], reasons: [] };
    const reasons = [...lacking.flatMap((one) => one.reasons), ...this.#reasons];
    return {
      ...guardrail,
      enforcement: this.#holdsPart(guardrail, judged) ? 'weaker' : 'missing',
      lacking: lacking.map(({ sid }) => sid),
      reasons: [...new Set(reasons)],
    };
  }

  /**
   * Whether somebody has begun with it: a statement of its name is there, or the own policy denies some of it. What other
   * policies deny by chance is no part of it.
   */
  #holdsPart(guardrail: WantedGuardrail, judged: readonly { readonly statement: Statement }[]): boolean {
    const sids = new Set(sidsOf(guardrail));
    if (this.#denials.some(({ sid }) => sid !== undefined && sids.has(sid))) return true;
    // That of root users, say, denies them everything.
    const unnamed = this.#own.filter(({ sid }) => sid?.startsWith(sidPrefix) !== true);
    return judged.some(({ statement }) => isPartlyDenied(statement, unnamed));
  }
}

/** The OU among those that are guarded whose guardrails hold for an account; null for none. */
export function guardedUnitOf(
  unitsAbove: readonly Pick<UnitPlace, 'id'>[],
  { units }: Pick<DiffContext, 'units'>,
): GuardedUnit | null {
  return guardedUnits.find((one) => unitsAbove.some(({ id }) => id === units[one]?.id)) ?? null;
}
