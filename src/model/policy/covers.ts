import { matchesAction } from './action.ts';
import { type Atom, flatten, type Selector } from './atoms.ts';
import { TooComplex } from './cells.ts';
import { differences } from './dimension.ts';
import type { Policy } from './document.ts';
import { parseResource, unclearResource } from './element-dimensions.ts';
import { globMatches } from './glob.ts';
import { spaceOf } from './space.ts';

/**
 * Whether a request is allowed: `yes` in every case, `no` in none, `conditional` as far as conditions say,
 * `unknown` where the policies are past what is understood.
 */
export type Allowed = 'yes' | 'no' | 'conditional' | 'unknown';

/** A request by one of those whom the policies are attached to. */
export interface IdentityRequest {
  /** Without wildcards, `sts:AssumeRole` for example. */
  readonly action: string;
  /** ARN, without wildcards. */
  readonly resource: string;
}

export interface AllowedResource {
  /** As the policy writes it, with its wildcards; `*` for a statement with NotResource. */
  readonly resource: string;
  /** What NotResource leaves out. */
  readonly except: readonly string[];
  /** For all that the pattern stands for; `conditional` also where a Deny takes away a part of it. */
  readonly allowed: Exclude<Allowed, 'no'>;
}

/**
 * What the identity policies of a user or group together say of a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(policies: readonly Policy[], request: IdentityRequest): Allowed {
  if (policies.some(hasPrincipal)) return 'unknown';
  return orUnknown<Allowed>('unknown', () => {
    const judgements = judge(relevantAtoms(policies, request.action), request.action, [request.resource]);
    return judgements.get(request.resource) ?? 'no';
  });
}

/**
 * The resources that identity policies together allow an action on, each as it is written and once. Resources
 * of which a Deny leaves nothing are left out. Policies too large to be read give `*`, `unknown`.
 *
 * @param action without wildcards
 */
export function allowedResources(policies: readonly Policy[], action: string): readonly AllowedResource[] {
  return orUnknown<readonly AllowedResource[]>([{ resource: '*', except: [], allowed: 'unknown' }], () => {
    const atoms = relevantAtoms(policies, action);
    const written = new Map<string, Selector<string>>();
    for (const { effect, resource } of atoms) {
      if (effect === 'Allow' && resource !== undefined) written.set(JSON.stringify(resource), resource);
    }
    const unclear = policies.some(hasPrincipal);
    const judgements = unclear ? new Map<string, Allowed>() : judge(atoms, action, undefined);
    return [...written.values()].flatMap((selector) => {
      const allowed = unclear ? 'unknown' : judgementOf(selector, judgements);
      if (allowed === 'no') return [];
      return 'is' in selector
        ? [{ resource: selector.is, except: [], allowed }]
        : [{ resource: '*', except: selector.not, allowed }];
    });
  });
}

const EVERYTHING: Atom = { effect: 'Allow', action: { is: '*' }, resource: { is: '*' }, conditions: [] };

/**
 * Judges resources one by one, over everything else that requests can differ in.
 *
 * @param resources ARNs, or undefined for one sample of every cell
 */
function judge(
  atoms: readonly Atom[],
  action: string,
  resources: readonly string[] | undefined,
): ReadonlyMap<string, Allowed> {
  const space = spaceOf(atoms, [EVERYTHING], { actions: [action], ...(resources ? { resources } : {}) });
  const others = space.dimensions.filter((dimension) => dimension !== space.resources);
  const unclear = atoms.some(({ resource }) => resource !== undefined && isUnclear(resource));
  const judgements = new Map<string, Allowed>();
  space.resources?.samples.forEach((sample, index) => {
    const group = space.resources?.groups[index];
    if (group === undefined) return;
    const dimensions = [{ groups: [group] }, ...others];
    const { onlyRight: refused } = differences(dimensions, space.sides);
    const { onlyLeft: permitted } = differences(dimensions, {
      ...space.sides,
      allowRight: 0n,
      denyRight: 0n,
    });
    if (permitted.atoms === 0n) judgements.set(sample, 'no');
    else if (refused.atoms === 0n) judgements.set(sample, 'yes');
    else judgements.set(sample, unclear && !permitted.certain ? 'unknown' : 'conditional');
  });
  return judgements;
}

/** One answer for all that a pattern stands for. */
function judgementOf(selector: Selector<string>, judgements: ReadonlyMap<string, Allowed>): Allowed {
  if (isUnclear(selector)) return 'unknown';
  const patterns = ('is' in selector ? [selector.is] : selector.not).map((text) => parseResource(text) ?? []);
  const matched = (sample: string) => patterns.some((pattern) => globMatches(pattern, sample));
  // Most grants name one role each: a look-up in place of trying every sample.
  if ('is' in selector && !/[*?$]/.test(selector.is)) return judgements.get(selector.is) ?? 'no';
  const answers = new Set<Allowed>();
  for (const [sample, allowed] of judgements) if (matched(sample) === 'is' in selector) answers.add(allowed);
  const [only] = answers;
  if (answers.size <= 1) return only ?? 'no';
  return answers.has('unknown') ? 'unknown' : 'conditional';
}

function isUnclear(selector: Selector<string>): boolean {
  const patterns = 'is' in selector ? [selector.is] : selector.not;
  return patterns.some((pattern) => unclearResource(pattern) !== undefined);
}

/** The atoms that speak of the action, with just that action. */
function relevantAtoms(policies: readonly Policy[], action: string): readonly Atom[] {
  return policies.flatMap(({ version, statements }) => {
    const relevant = statements
      .filter((statement) => matchesAction(statement, action))
      .map(({ notActions: _notActions, ...statement }) => ({ ...statement, actions: [action] }));
    return flatten({ version, statements: relevant });
  });
}

function hasPrincipal({ statements }: Policy): boolean {
  return statements.some(({ principals, notPrincipals }) => (principals ?? notPrincipals) !== undefined);
}

function orUnknown<T>(unknown: T, judgement: () => T): T {
  try {
    return judgement();
  } catch (error) {
    if (error instanceof TooComplex) return unknown;
    throw error;
  }
}
