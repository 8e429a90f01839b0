import { type Atom, flatten } from './atoms.ts';
import { TooComplex } from './cells.ts';
import { type CellDifference, differences } from './dimension.ts';
import { type Policy, parsePolicy } from './document.ts';
import { type KnownContext, viewsDiffer } from './known-context.ts';
import { spaceOf, unclearParts } from './space.ts';
import { TRUST_ACTIONS } from './trust.ts';

/**
 * How the permissions of one policy compare with those of another.
 *
 * - `narrower`: it allows nothing else, and less, or so it seems: that it allows as much is not proven. An outage.
 * - `broader`: it allows all of that and more: a possible access path.
 * - `incomparable`: it allows some more and some less.
 * - `not-understood`: it cannot be decided, and must be treated like `broader`.
 */
export type Verdict = 'equal' | 'narrower' | 'broader' | 'incomparable' | 'not-understood';

export interface Comparison {
  readonly verdict: Verdict;
  /** The atoms of the actual policy that allow more than is intended; with `not-understood`, that may. */
  readonly extra: readonly Atom[];
  /** The atoms of the intended policy that allow, or may allow, what the actual one does not. */
  readonly missing: readonly Atom[];
  /** Why it is not understood; empty otherwise. */
  readonly reasons: readonly string[];
}

export interface ComparisonContext {
  /** A trust policy names principals and no resources, an identity policy resources and no principals. */
  readonly kind: 'trust' | 'identity';
  /**
   * The only actions that count. By default {@link TRUST_ACTIONS} for trust policies, and for identity
   * policies every action that can be written.
   */
  readonly actions?: readonly string[];
  /** `aws`, `aws-cn`, …: of account ids written without ARN. By default that of the ARNs beside them. */
  readonly partition?: string;
  /**
   * For trust policies the account of the role, for identity policies that of those who have them, 12 digits. Within one account, naming a user or role lets it in
   * without any identity policy; with another account it does not. Where it is left out, a policy that names
   * principals of an account and one that trusts the account as a whole can't always be distinguished.
   */
  readonly accountId?: string;
  /** Conditions that always or never hold, by what is known of requests, count as if they were not written. */
  readonly known?: KnownContext;
}

/**
 * Compares two policies by what they mean: the requests that they allow, whatever their statements look like.
 * Exact for wildcards, NotAction, NotResource, Deny, and the condition operators for text, ARNs, numbers,
 * times, IP addresses and truth values with their qualifiers. `equal` and `narrower` are said only when
 * proven; what could not be proven either way is `not-understood`.
 *
 * @param actual in normal form, or its text as IAM returns it
 * @param intended in normal form, or its text
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function comparePolicies(
  actual: Policy | string,
  intended: Policy | string,
  context: ComparisonContext,
): Comparison {
  const left = readPolicy(actual);
  // Most are written by this program, to the letter: reading one of two equal texts is enough.
  const right = actual === intended ? left : readPolicy(intended);
  if (typeof left === 'string') return notUnderstood([left]);
  if (typeof right === 'string') return notUnderstood([`of the intended policy: ${right}`]);
  try {
    return compare(left, right, context);
  } catch (error) {
    if (error instanceof TooComplex) return notUnderstood([error.message]);
    throw error;
  }
}

function compare(actual: Policy, intended: Policy, context: ComparisonContext): Comparison {
  const misplaced = [actual, intended].flatMap((policy) => misplacedElements(policy, context.kind));
  if (misplaced.length > 0) return notUnderstood([...new Set(misplaced)]);
  // A document equals itself even where its meaning is not understood.
  if (actual === intended || JSON.stringify(actual) === JSON.stringify(intended)) {
    return { verdict: 'equal', extra: [], missing: [], reasons: [] };
  }
  const actions = context.actions ?? (context.kind === 'trust' ? TRUST_ACTIONS : undefined);
  if (actions?.length === 0) return notUnderstood(['no action to compare']);

  const [left, right] = [flatten(actual), flatten(intended)];
  const options = { ...context, ...(actions ? { actions } : {}) };
  const space = spaceOf(left, right, { ...options, view: 'possible' });
  const possible = differences(space.dimensions, space.sides);
  const { onlyLeft } = possible;
  const onlyRight = viewsDiffer(space.atoms, options) ? lackingNow(left, right, options) : possible.onlyRight;
  const atomsOf = (mask: bigint) =>
    space.atoms.filter((_atom, index) => ((mask >> BigInt(index)) & 1n) === 1n);
  const extra = atomsOf(onlyLeft.atoms);
  const missing = atomsOf(onlyRight.atoms);
  const isProven = (difference: CellDifference) => difference.certain || difference.atoms === 0n;
  if (onlyLeft.atoms === 0n) {
    const reasons = isProven(onlyRight) ? [] : reasonsFor(space.atoms, context);
    return { verdict: onlyRight.atoms === 0n ? 'equal' : 'narrower', extra, missing, reasons };
  }
  if (!onlyLeft.certain || !isProven(onlyRight))
    return { ...notUnderstood(reasonsFor(space.atoms, context)), extra, missing };
  return { verdict: onlyRight.certain ? 'incomparable' : 'broader', extra, missing, reasons: [] };
}

/** What the intended policy allows of the requests that are made today, and the actual one does not. */
function lackingNow(
  left: readonly Atom[],
  right: readonly Atom[],
  options: ComparisonContext,
): CellDifference {
  const space = spaceOf(left, right, { ...options, view: 'present' });
  return differences(space.dimensions, space.sides).onlyRight;
}

function reasonsFor(atoms: readonly Atom[], { kind, accountId }: ComparisonContext): readonly string[] {
  const reasons = unclearParts(atoms);
  if (reasons.length > 0) return reasons;
  return kind === 'trust' && accountId === undefined
    ? ['whether the role is in an account that its trust policy names']
    : ['whether requests that would show a difference occur'];
}

function readPolicy(policy: Policy | string): Policy | string {
  if (typeof policy !== 'string') return policy;
  const parsed = parsePolicy(policy);
  return parsed.ok ? parsed.policy : parsed.reason;
}

/** IAM takes no policy like that; what it would mean is not defined. */
function misplacedElements(policy: Policy, kind: ComparisonContext['kind']): readonly string[] {
  return policy.statements.flatMap((statement) => {
    const principal = statement.principals !== undefined || statement.notPrincipals !== undefined;
    const resource = statement.resources !== undefined || statement.notResources !== undefined;
    if (kind === 'trust') {
      if (!principal) return ['a trust policy statement without a principal'];
      return resource ? ['a trust policy statement with a resource'] : [];
    }
    if (!resource) return ['an identity policy statement without a resource'];
    return principal ? ['an identity policy statement with a principal'] : [];
  });
}

function notUnderstood(reasons: readonly string[]): Comparison {
  return { verdict: 'not-understood', extra: [], missing: [], reasons };
}
