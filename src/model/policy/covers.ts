import { matchesAction } from './action.ts';
import { type Atom, flatten, type Selector } from './atoms.ts';
import { TooComplex } from './cells.ts';
import { differences } from './dimension.ts';
import type { Policy } from './document.ts';
import { parseResource, unclearResource } from './element-dimensions.ts';
import { globMatches } from './glob.ts';
import { type KnownContext, viewsDiffer } from './known-context.ts';
import { type Space, spaceOf } from './space.ts';

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

/** What is known of those whom the policies are attached to. */
export interface HolderContext {
  readonly known?: KnownContext;
  /** Their account, 12 digits. */
  readonly accountId?: string;
}

/**
 * What the identity policies of a user or group together say of a request.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(
  policies: readonly Policy[],
  request: IdentityRequest,
  holder: HolderContext = {},
): Allowed {
  if (policies.some(hasPrincipal)) return 'unknown';
  return orUnknown<Allowed>('unknown', () => {
    const atoms = relevantAtoms(policies, request.action);
    const judgements = judge(atoms, request.action, [request.resource], holder);
    return judgements.get(request.resource) ?? 'no';
  });
}

/**
 * The resources that identity policies together allow an action on, each as it is written and once. Resources
 * of which a Deny leaves nothing are left out. Policies too large to be read give `*`, `unknown`.
 *
 * @param action without wildcards
 */
export function allowedResources(
  policies: readonly Policy[],
  action: string,
  holder: HolderContext = {},
): readonly AllowedResource[] {
  return orUnknown<readonly AllowedResource[]>([{ resource: '*', except: [], allowed: 'unknown' }], () => {
    const atoms = relevantAtoms(policies, action);
    const written = new Map<string, Selector<string>>();
    for (const { effect, resource } of atoms) {
      if (effect === 'Allow' && resource !== undefined) written.set(JSON.stringify(resource), resource);
    }
    const unclear = policies.some(hasPrincipal);
    const judgements = unclear ? new Map<string, Allowed>() : judge(atoms, action, undefined, holder);
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
  holder: HolderContext,
): ReadonlyMap<string, Allowed> {
  const options = { ...holder, actions: [action], ...(resources ? { resources } : {}) };
  const space = spaceOf(atoms, [EVERYTHING], options);
  const othersOf = ({ dimensions, resources: own }: Space) => dimensions.filter((one) => one !== own);
  const others = othersOf(space);
  // What is refused some day is allowed all the same today.
  const today = viewsDiffer(atoms, { ...options, kind: 'identity' })
    ? othersOf(spaceOf(atoms, [EVERYTHING], { ...options, view: 'present' }))
    : others;
  const unclear = atoms.some(({ resource }) => resource !== undefined && isUnclear(resource));
  const judgements = new Map<string, Allowed>();
  space.resources?.samples.forEach((sample, index) => {
    const group = space.resources?.groups[index];
    if (group === undefined) return;
    const resource = { groups: [group] };
    const { onlyRight: refused } = differences([resource, ...today], space.sides);
    const { onlyLeft: permitted } = differences([resource, ...others], {
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
