import {
  documentOf,
  documentOfStatements,
  type WantedGuardrail,
  type WantedPolicy,
} from '../model/guardrails/policies.ts';
import type { GuardrailName } from '../model/guardrails.ts';
import { areDeniedBy, denialOf, denialsOf, isDeniedBy } from '../model/policy/denied.ts';
import { parsePolicy, type StatementDocument } from '../model/policy/document.ts';
import type { Change, OfKind } from './change.ts';
import type { DiffContext } from './diff/context.ts';
import { guardrailStates, type PolicyState, sidsOf } from './guardrail-states.ts';
import type { Wanted } from './order.ts';
import { structureUnits } from './unit-path.ts';

/**
 * What brings guardrails into the OU of their policy: the policy is made, or written anew with what it holds today and
 * these, and attached where it is not. Each finding asks for its own; `withSharedDocuments` makes one document of them.
 * @returns nothing for a policy whose document is not understood: what it holds would be lost
 */
export function guardrailChanges(
  { wanted, unit, own, isAttached }: PolicyState,
  names: readonly GuardrailName[],
  label: string,
): readonly Change[] {
  const { type, name } = wanted;
  const document = documentWith(wanted, own?.document ?? null, names, false);
  if (document === null) return [];
  const target = { id: unit?.id ?? null, label };
  const attach: Change = { kind: 'attach-control-policy', type, name, document, target };
  if (own === null)
    return [
      { kind: 'create-control-policy', type, name, unit: wanted.unit, guardrails: names, document },
      attach,
    ];
  const update: Change = {
    kind: 'update-control-policy',
    type,
    name,
    id: own.id,
    guardrails: names,
    document,
    replaces: own.document,
  };
  return [...(names.length === 0 ? [] : [update]), ...(isAttached ? [] : [attach])];
}

/** The guardrails that the policy of this program does not hold, whatever else is attached. */
export function notHeld({ wanted, own }: PolicyState): readonly GuardrailName[] {
  const held = denialsOf(own === null ? [] : [own.document]).statements;
  return wanted.guardrails.flatMap(({ name, statements }) => (areDeniedBy(statements, held) ? [] : [name]));
}

/** An OU that is made anew gets its guardrails: of one that was renamed, they stay with the renamed one. */
export function guardrailsOfNewUnits(wanted: readonly Wanted[], context: DiffContext): readonly Wanted[] {
  const paths = structureUnits(context.structure);
  const states = guardrailStates(context).policies.filter(
    ({ unit, guardrails }) =>
      unit === null &&
      guardrails.some(({ enforcement }) => enforcement !== 'enforced' && enforcement !== 'off'),
  );
  return states.flatMap((state): readonly Wanted[] => {
    const label = paths[state.wanted.unit].join('/');
    const made = wanted.find(
      ({ change }) => change.kind === 'create-unit' && change.path.join('/') === label,
    );
    if (made === undefined) return [];
    return guardrailChanges(state, notHeld(state), label).map((change) => ({ ...made, change }));
  });
}

/** The policy without what no guardrail denies. */
export function trimmingChange({ wanted, own }: PolicyState): Change | null {
  if (own === null) return null;
  const document = documentWith(wanted, own.document, [], true);
  if (document === null) return null;
  const { type, name } = wanted;
  return {
    kind: 'update-control-policy',
    type,
    name,
    id: own.id,
    guardrails: [],
    document,
    replaces: own.document,
  };
}

/**
 * Changes of one policy, whatever findings ask for them, write and attach one and the same document. One that has to be
 * named, and is not, has no part in it.
 */
export function withSharedDocuments(wanted: readonly Wanted[], context: DiffContext): readonly Wanted[] {
  const states = guardrailStates(context).policies;
  return wanted.flatMap((one): readonly Wanted[] => {
    const { change } = one;
    const state = states.find((candidate) => isOfPolicy(change, candidate));
    if (state === undefined) return [one];
    const agreed = wanted.flatMap((other) =>
      !other.needsConsent && isOfPolicy(other.change, state) ? [other.change] : [],
    );
    if (agreed.length === 0) return [one];
    if (one.needsConsent) return [];
    const names = state.wanted.guardrails.flatMap(({ name }) =>
      agreed.some((other) => 'guardrails' in other && other.guardrails.includes(name)) ? [name] : [],
    );
    const trims = agreed.some((other) => isTrimming(other));
    const document = documentWith(state.wanted, state.own?.document ?? null, names, trims);
    if (document === null) return [];
    return [{ ...one, change: withDocument(change, document, names) }];
  });
}

/** Whether a change writes or attaches the policy. */
export function isOfPolicy(
  change: Change,
  { wanted }: PolicyState,
): change is OfKind<'create-control-policy' | 'update-control-policy' | 'attach-control-policy'> {
  return (
    (change.kind === 'create-control-policy' ||
      change.kind === 'update-control-policy' ||
      change.kind === 'attach-control-policy') &&
    change.type === wanted.type &&
    change.name === wanted.name
  );
}

function isTrimming(change: Change): boolean {
  return change.kind === 'update-control-policy' && change.guardrails.length === 0;
}

function withDocument(change: Change, document: string, guardrails: readonly GuardrailName[]): Change {
  switch (change.kind) {
    case 'create-control-policy':
    case 'update-control-policy':
      return { ...change, document, guardrails };
    case 'attach-control-policy':
      return { ...change, document };
    default:
      return change;
  }
}

/**
 * @param held JSON; null where there is no policy yet
 * @param names guardrails that it is to hold as they are wanted; what it holds of others stays as it is
 * @param trims whether what it denies beyond the wanted guardrails goes
 * @returns null where what it holds is not understood
 */
function documentWith(
  wanted: WantedPolicy,
  held: string | null,
  names: readonly GuardrailName[],
  trims: boolean,
): string | null {
  if (held === null)
    return documentOf({ guardrails: wanted.guardrails.filter(({ name }) => names.includes(name)) });
  const statements = statementsOf(held);
  if (statements === null) return null;
  if (names.length === 0 && !trims) return held;
  const isBegun = (guardrail: WantedGuardrail) => statements.some((one) => isNamed(one, guardrail));
  const written = wanted.guardrails.filter(
    (guardrail) => names.includes(guardrail.name) || (trims && isBegun(guardrail)),
  );
  const others = statements.filter(
    (one) => !written.some((guardrail) => isNamed(one, guardrail)) && !(trims && deniesMore(one, wanted)),
  );
  // What stays keeps its words, so that people are shown what changes and nothing else.
  const fresh: { readonly Statement: readonly StatementDocument[] } = JSON.parse(
    documentOf({ guardrails: written }),
  );
  return JSON.stringify({ ...fresh, Statement: [...fresh.Statement, ...others] });
}

/** What of a statement no guardrail of the policy denies. */
export function deniesMore(statement: StatementDocument, { guardrails }: WantedPolicy): boolean {
  if (statement.Effect === 'Allow') return false;
  const [denial] = denialsOf([documentOfStatements([statement])]).statements;
  const all = guardrails.flatMap((one) => one.statements.map(denialOf));
  return denial === undefined || !isDeniedBy(denial, all).isDenied;
}

function isNamed({ Sid }: StatementDocument, guardrail: WantedGuardrail): boolean {
  return Sid !== undefined && sidsOf(guardrail).includes(Sid);
}

/** As they are written; null for a document that is not understood. */
export function statementsOf(document: string): readonly StatementDocument[] | null {
  if (!parsePolicy(document).ok) return null;
  const { Statement }: { readonly Statement: StatementDocument | readonly StatementDocument[] } =
    JSON.parse(document);
  return [Statement].flat();
}
