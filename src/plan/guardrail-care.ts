import { type GuardedAccount, type GuardrailUse, isDoubtful } from '../model/guardrail-use.ts';
import { documentOfStatements } from '../model/guardrails/policies.ts';
import type { GuardrailName } from '../model/guardrails.ts';
import type { StatementDocument } from '../model/policy/document.ts';
import type { Change, OfKind } from './change.ts';
import { type DiffContext, isActive } from './diff/context.ts';
import { isOfPolicy, statementsOf } from './guardrail-documents.ts';
import type { GuardedMove } from './guardrail-moves.ts';
import { guardrailStates, type PolicyState, sidsOf } from './guardrail-states.ts';
import type { OrganizationStep } from './order.ts';

/** A guardrail that steps bring to accounts that did not have it by the same policy. */
export interface NewGuardrail {
  readonly policy: PolicyState;
  readonly name: GuardrailName;
  readonly accountIds: ReadonlySet<string>;
}

type Writing = OfKind<'create-control-policy' | 'update-control-policy'>;
type Attaching = OfKind<'attach-control-policy'>;

/** What the steps that are to be done bring, by what they write and attach. */
export function newGuardrails(
  steps: readonly OrganizationStep[],
  context: DiffContext,
): readonly NewGuardrail[] {
  return guardrailStates(context).policies.flatMap((policy) => {
    const { writing, attaching } = stepsOf(policy, steps);
    const held = statementTexts(policy.own?.document ?? null);
    return policy.wanted.guardrails.flatMap((guardrail): readonly NewGuardrail[] => {
      const targets = new Set<string>();
      const moved: string[] = [];
      for (const { document, target } of attaching) {
        if (!sidsIn(document, sidsOf(guardrail))) continue;
        if (target.id !== null) targets.add(target.id);
        // An OU that is yet to be made holds what is moved there.
        else moved.push(...movedInto(target.label, steps));
      }
      const isChanged = writing.some(({ document }) =>
        statementsNamed(document, sidsOf(guardrail)).some((one) => !held.has(textOf(one))),
      );
      if (isChanged) for (const id of policy.own?.targets ?? []) targets.add(id);
      const accountIds = new Set([...accountsUnder(targets, context), ...moved]);
      return accountIds.size === 0 ? [] : [{ policy, name: guardrail.name, accountIds }];
    });
  });
}

/** The same by account, with what moves bring. */
export function guardedAccounts(
  guardrails: readonly NewGuardrail[],
  moves: readonly Pick<GuardedMove, 'accountId' | 'guardrails'>[],
  { byId, labelOf }: DiffContext,
): readonly GuardedAccount[] {
  const names = new Map<string, Set<GuardrailName>>();
  const add = (id: string, name: GuardrailName) => names.set(id, (names.get(id) ?? new Set()).add(name));
  for (const { name, accountIds } of guardrails) for (const id of accountIds) add(id, name);
  for (const { accountId, guardrails: own } of moves) for (const name of own) add(accountId, name);
  return [...names].flatMap(([id, own]) => {
    const account = byId.get(id);
    return account ? [{ id, label: labelOf(account), guardrails: [...own] }] : [];
  });
}

/**
 * The steps without what would cut something off, or may do so. A policy is written without such a guardrail; one that
 * holds it already, and is to be attached, is left alone.
 * @returns what is left out, by policy
 */
export function withoutDoubtful(
  steps: readonly OrganizationStep[],
  guardrails: readonly NewGuardrail[],
  use: GuardrailUse,
): {
  readonly steps: readonly OrganizationStep[];
  readonly left: readonly { readonly policy: PolicyState; readonly names: readonly GuardrailName[] }[];
} {
  const doubtful = guardrails.filter(({ name, accountIds }) => isDoubtful(use, name, accountIds));
  const policies = [...new Set(doubtful.map(({ policy }) => policy))];
  const left = policies.map((policy) => ({
    policy,
    names: doubtful.filter((one) => one.policy === policy).map(({ name }) => name),
  }));
  const kept = left.reduce((now, { policy, names }) => without(now, policy, names), steps);
  return { steps: kept, left };
}

function without(
  steps: readonly OrganizationStep[],
  policy: PolicyState,
  names: readonly GuardrailName[],
): readonly OrganizationStep[] {
  const doubtful = policy.wanted.guardrails.filter(({ name }) => names.includes(name)).flatMap(sidsOf);
  const held = policy.own?.document ?? null;
  const isAttachedAnew = steps.some(
    ({ change }) => change.kind === 'attach-control-policy' && isOfPolicy(change, policy),
  );
  const isHeld = held !== null && sidsIn(held, doubtful);
  return steps.flatMap((step): readonly OrganizationStep[] => {
    const { change } = step;
    if (!isOfPolicy(change, policy)) return [step];
    if (isHeld && isAttachedAnew) return [];
    const document = reverted(change.document, doubtful, held);
    const isNothing = document === null || (change.kind !== 'attach-control-policy' && document === held);
    if (isNothing) return [];
    const fixes = step.fixes.filter((id) => !isFindingOf(id, policy, names));
    return [{ ...step, fixes, change: withoutNames({ ...change, document }, names) }];
  });
}

function withoutNames(change: Writing | Attaching, names: readonly GuardrailName[]): Change {
  if (change.kind === 'attach-control-policy') return change;
  return { ...change, guardrails: change.guardrails.filter((name) => !names.includes(name)) };
}

/** The document with the statements of those Sids as they are held now, or without; null for one without statements. */
function reverted(document: string, sids: readonly string[], held: string | null): string | null {
  const now = statementsOf(document) ?? [];
  const before = held === null ? [] : (statementsOf(held) ?? []);
  const isDoubtfulOne = ({ Sid }: StatementDocument) => Sid !== undefined && sids.includes(Sid);
  const statements = [...now.filter((one) => !isDoubtfulOne(one)), ...before.filter(isDoubtfulOne)];
  if (statements.length === 0) return null;
  const text = documentOfStatements(statements);
  const isSame =
    held !== null &&
    statements.length === before.length &&
    statements.every((one) => before.some((other) => textOf(other) === textOf(one)));
  return isSame ? held : text;
}

/** `guardrail-missing:lateral`, and with the OU for the policy of people's users. */
function isFindingOf(id: string, { wanted }: PolicyState, names: readonly GuardrailName[]): boolean {
  const [check = '', subject = ''] = id.split(/:(.*)/s);
  if (check !== 'guardrail-missing' && check !== 'guardrail-weaker') return false;
  const [name = '', unit] = subject.split('@');
  return (unit === undefined) === (wanted.unit === 'environments') && names.some((one) => one === name);
}

function stepsOf(policy: PolicyState, steps: readonly OrganizationStep[]) {
  const changes = steps.flatMap(({ change, state }) =>
    state === 'needed' && isOfPolicy(change, policy) ? [change] : [],
  );
  return {
    writing: changes.filter((change): change is Writing => change.kind !== 'attach-control-policy'),
    attaching: changes.filter((change): change is Attaching => change.kind === 'attach-control-policy'),
  };
}

function statementsNamed(document: string, sids: readonly string[]): readonly StatementDocument[] {
  return (statementsOf(document) ?? []).filter(({ Sid }) => Sid !== undefined && sids.includes(Sid));
}

function sidsIn(document: string, sids: readonly string[]): boolean {
  return statementsNamed(document, sids).length > 0;
}

function statementTexts(document: string | null): ReadonlySet<string> {
  const statements = document === null ? [] : (statementsOf(document) ?? []);
  return new Set(statements.map(textOf));
}

function textOf(statement: StatementDocument): string {
  return documentOfStatements([statement]);
}

/** Ids of the accounts that are moved to an OU or below it. */
function movedInto(label: string, steps: readonly OrganizationStep[]): readonly string[] {
  return steps.flatMap(({ change, state }) => {
    if (change.kind !== 'move-account' || state !== 'needed' || change.accountId === null) return [];
    return change.to === label || change.to.startsWith(`${label}/`) ? [change.accountId] : [];
  });
}

/** Active accounts in these OUs and below; no policy limits the management account. */
function accountsUnder(
  targets: ReadonlySet<string>,
  { snapshot, management }: DiffContext,
): ReadonlySet<string> {
  const places = new Set(targets);
  // Parents come before their children.
  for (const { id, parentId } of snapshot.units) if (places.has(parentId)) places.add(id);
  return new Set(
    snapshot.accounts
      .filter(
        (account) =>
          account !== management &&
          isActive(account) &&
          (places.has(account.parentId) || places.has(account.id)),
      )
      .map(({ id }) => id),
  );
}
