import type { AccountRef } from '../model/account-kind.ts';
import { byText } from '../model/by-text.ts';
import { readGrant } from '../model/policy/grant.ts';
import type { Change, OfKind, Step } from './change.ts';
import { type Part, type PlanFacts, parts } from './changes/row.ts';
import { identityOf, inRowOrder, type KindIn, partOf } from './changes/table.ts';

/** A step of an organization's plan. */
export interface OrganizationStep extends Step {
  /** The account whose IAM it changes; null for one that is not in an account of its own. */
  readonly accountId: string | null;
  /** The client or environment that it belongs to; null for everything else. */
  readonly owner: AccountRef | null;
  readonly part: Part;
  /** Ids of the differences that it fixes. */
  readonly fixes: readonly string[];
}

/** A step of one part, which is of one of the kinds that come there. */
export interface StepIn<P extends Part> extends OrganizationStep {
  readonly part: P;
  readonly change: OfKind<KindIn<P>>;
}

/** A change that is asked for, by whom, and whether it may be done. */
export interface Wanted {
  readonly change: Change;
  readonly accountId: string | null;
  /** Id of the difference that it fixes. */
  readonly fixes: string;
  readonly needsConsent: boolean;
}

/**
 * One plan of many repairs, without duplicates, in the order in which it is done. What is taken away comes last, so
 * that nobody is locked out between the two; only where the group has no room for the new grants, revocations come
 * before them.
 * @param shortGroups names of the groups in Ops that have no room, as they are, for all the grants of the plan
 */
export function orderChanges(
  wanted: readonly Wanted[],
  shortGroups: readonly string[],
): readonly OrganizationStep[] {
  const steps = new Map<string, OrganizationStep>();
  for (const one of wanted) {
    const key = identityOf(one.change, one.accountId);
    const known = steps.get(key);
    if (!known) {
      steps.set(key, stepOf(one, { shortGroups }));
    } else {
      // What one difference may have done without a word needs none for the other.
      const needed = known.state === 'needed' || !one.needsConsent;
      const fixes = [...new Set([...known.fixes, one.fixes])];
      steps.set(key, { ...known, state: needed ? 'needed' : 'needs-consent', fixes });
    }
  }
  const all = [...steps.values()];
  return all.map((step) => agreed(beforeItsGrant(step, all), all)).sort(inOrder);
}

/** The steps of a part that are to be done. */
export function neededIn<P extends Part>(steps: readonly OrganizationStep[], part: P): readonly StepIn<P>[] {
  return steps.filter((step): step is StepIn<P> => step.part === part && step.state === 'needed');
}

function stepOf({ change, accountId, fixes, needsConsent }: Wanted, facts: PlanFacts): OrganizationStep {
  const part = partOf(change, facts);
  return {
    change,
    state: needsConsent ? 'needs-consent' : 'needed',
    accountId,
    owner: 'owner' in change ? change.owner : null,
    part,
    fixes: [fixes],
  };
}

/** A revocation from the very policy that a grant is written into comes before it: after it, it would undo it. */
function beforeItsGrant(step: OrganizationStep, all: readonly OrganizationStep[]): OrganizationStep {
  const { change } = step;
  if (change.kind !== 'revoke-grant') return step;
  const isOverwritten = all.some(
    ({ change: other }) => other.kind === 'grant-access' && isSameInline(other, change),
  );
  return isOverwritten ? { ...step, part: 'room' } : step;
}

/** A grant that would overwrite nothing but grants that are taken away anyhow needs no further word. */
function agreed(step: OrganizationStep, all: readonly OrganizationStep[]): OrganizationStep {
  const { change, state } = step;
  if (state !== 'needs-consent' || change.kind !== 'grant-access' || change.replaces === null) return step;
  const going = all.flatMap(({ change: other, state: of }) =>
    of === 'needed' && other.kind === 'revoke-grant' && isSameInline(change, other) ? [other.roleArn] : [],
  );
  const held = readGrant(change.replaces);
  return held?.every((role) => going.includes(role)) ? { ...step, state: 'needed' } : step;
}

function isSameInline(grant: OfKind<'grant-access'>, revocation: OfKind<'revoke-grant'>): boolean {
  const { group, slot } = revocation;
  return (
    grant.group === group &&
    grant.slot.kind === 'inline' &&
    slot.kind === 'inline' &&
    grant.slot.policy === slot.policy
  );
}

function inOrder(a: OrganizationStep, b: OrganizationStep): number {
  return (
    parts.indexOf(a.part) - parts.indexOf(b.part) ||
    byText(a.owner?.name ?? '', b.owner?.name ?? '') ||
    inRowOrder(a.change, b.change) ||
    byText(identityOf(a.change, a.accountId), identityOf(b.change, b.accountId))
  );
}
