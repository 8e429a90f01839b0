import { Failure } from '../model/failure.ts';
import { type GuardrailUse, isDoubtful } from '../model/guardrail-use.ts';
import { unitsAbove } from '../model/guardrails/exceptions.ts';
import { guardrailPolicies } from '../model/guardrails/policies.ts';
import type { GuardrailName } from '../model/guardrails.ts';
import { denialOf, denialsOf, isDeniedBy } from '../model/policy/denied.ts';
import type { StatementDocument } from '../model/policy/document.ts';
import { unitId } from './base-plan.ts';
import type { OfKind, Step } from './change.ts';
import { type DiffContext, isActive } from './diff/context.ts';
import { pathOfPlace } from './unit-path.ts';

/** A move of an account that brings guardrails to it. */
export interface GuardedMove<S extends Step = Step> {
  readonly step: S;
  readonly change: OfKind<'move-account'>;
  readonly accountId: string;
  readonly guardrails: readonly GuardrailName[];
}

/**
 * The moves that are to be done and bring guardrails to an account that it does not have where it is: those that are
 * attached above its new place already, whoever wrote them, and those that the same plan attaches there. An OU that is yet
 * to be made is left aside: what is attached to it is new to whatever is moved there.
 */
export function guardedMoves<S extends Step>(
  steps: readonly S[],
  context: DiffContext,
): readonly GuardedMove<S>[] {
  const between = betweenPlaces(steps, context);
  return steps.flatMap((step): readonly GuardedMove<S>[] => {
    const { change, state } = step;
    if (change.kind !== 'move-account' || state !== 'needed' || change.accountId === null) return [];
    const account = context.byId.get(change.accountId);
    if (account === undefined || account === context.management || !isActive(account)) return [];
    const guardrails = between(account, change.to);
    return guardrails.length === 0 ? [] : [{ step, change, accountId: account.id, guardrails }];
  });
}

/** The steps without the moves that would cut something off, or may do so. */
export function withoutDoubtfulMoves<S extends Step>(
  steps: readonly S[],
  use: GuardrailUse,
  context: DiffContext,
): { readonly steps: readonly S[]; readonly left: readonly GuardedMove<S>[] } {
  const left = guardedMoves(steps, context).filter(({ accountId, guardrails }) =>
    guardrails.some((name) => isDoubtful(use, name, new Set([accountId]))),
  );
  const out = new Set<Step>(left.map(({ step }) => step));
  return { steps: steps.filter((step) => !out.has(step)), left };
}

/** Which guardrails hold for an account at a place, once the steps are done, and do not hold for it where it is. */
function betweenPlaces(
  steps: readonly Step[],
  context: DiffContext,
): (account: { readonly id: string; readonly parentId: string }, to: string) => readonly GuardrailName[] {
  const { structure, snapshot } = context;
  const { controlPolicies } = snapshot;
  if (controlPolicies.kind !== 'read') return () => [];
  const wanted = wantedStatements(context);
  const after = policiesAfter(steps, controlPolicies.policies);
  const known = new Map<string, readonly GuardrailName[]>();
  return (account, to) => {
    const path = pathOfPlace(structure, to);
    const destination = unitId(snapshot, path);
    if (destination === null) return [];
    const placesAbove = (parentId: string) => [
      snapshot.rootId,
      ...unitsAbove(parentId, snapshot).map(({ id }) => id),
    ];
    const here = [...placesAbove(account.parentId), account.id];
    const there = placesAbove(destination);
    const documentsAt = (places: readonly string[]) =>
      after
        .filter(({ targets }) => targets.some((id) => places.includes(id)))
        .map(({ document }) => document);
    const [held, gained] = [documentsAt(here), documentsAt(there)];
    const key = JSON.stringify([held, gained]);
    const found = known.get(key) ?? namesOf(wanted, held, gained);
    known.set(key, found);
    return found;
  };
}

function wantedStatements({
  structure,
  snapshot,
}: DiffContext): ReadonlyMap<GuardrailName, readonly StatementDocument[]> {
  try {
    const all = guardrailPolicies(structure, snapshot).flatMap(({ guardrails }) => guardrails);
    return new Map(all.map(({ name, statements }) => [name, statements]));
  } catch (error) {
    // A policy that would be too long is a finding of its own.
    if (error instanceof Failure) return new Map();
    throw error;
  }
}

function namesOf(
  wanted: ReadonlyMap<GuardrailName, readonly StatementDocument[]>,
  held: readonly string[],
  gained: readonly string[],
): readonly GuardrailName[] {
  const before = denialsOf(held).statements;
  const { statements: added } = denialsOf(gained.filter((document) => !held.includes(document)));
  if (added.length === 0) return [];
  const after = [...before, ...added];
  // A statement of its name may deny less than it should, and what denies as much may have any name.
  const isNew = (written: StatementDocument) => {
    const one = denialOf(written);
    return (
      (added.some(({ sid }) => sid === written.Sid) || isDeniedBy(one, after).isDenied) &&
      !isDeniedBy(one, before).isDenied
    );
  };
  return [...wanted].flatMap(([name, statements]) => (statements.some(isNew) ? [name] : []));
}

/** Documents and targets as the steps leave them. */
function policiesAfter(
  steps: readonly Step[],
  policies: readonly {
    readonly id: string;
    readonly document: string;
    readonly targets: readonly string[];
  }[],
) {
  const changes = steps.flatMap(({ change, state }) => (state === 'needed' ? [change] : []));
  const attached = changes.flatMap((change) =>
    change.kind === 'attach-control-policy' && change.target.id !== null
      ? [{ document: change.document, targets: [change.target.id] }]
      : [],
  );
  const written = new Map(
    changes.flatMap((change) =>
      change.kind === 'update-control-policy' ? [[change.id, change.document] as const] : [],
    ),
  );
  return [
    ...policies.map(({ id, document, targets }) => ({ document: written.get(id) ?? document, targets })),
    ...attached,
  ];
}
