import type { Atom } from './atoms.ts';
import { conditionCells, tiedKeys, unclearCondition } from './condition-cells.ts';
import { type CellGroup, type Dimension, maskOf, type Sides } from './dimension.ts';
import {
  actionDimension,
  resourceDimension,
  type SampledDimension,
  unclearResource,
} from './element-dimensions.ts';
import type { KeyCell } from './key-cells.ts';
import type { Facts, KnownContext, View } from './known-context.ts';
import { isOnOwnName, joinOwnName, SOURCE_IDENTITY } from './own-name-cells.ts';
import { classifyPrincipal } from './principal.ts';
import { type PrincipalCell, principalCells, unclearPrincipal } from './principal-cells.ts';
import { isPrincipalKey, joinPrincipalKey, principalKeyPatterns } from './principal-keys.ts';

export interface SpaceOptions {
  /** The only actions that count; without it all that can be written. */
  readonly actions?: readonly string[];
  /** Of account ids written without ARN; without it that of the ARNs in the documents. */
  readonly partition?: string;
  /** The account of the role whose trust policies these are, or of those who have the identity policies. */
  readonly accountId?: string;
  /** The only resources that count; without it all. */
  readonly resources?: readonly string[];
  readonly known?: KnownContext;
  /** By default all requests that are possible. */
  readonly view?: View;
}

/** All requests as far as two policies distinguish them. */
export interface Space {
  readonly dimensions: readonly Dimension[];
  /** The one of them that holds the resources; absent where no atom has resources. */
  readonly resources?: SampledDimension;
  readonly sides: Sides;
  /** Left atoms first. */
  readonly atoms: readonly Atom[];
}

/**
 * Divides all requests into cells, for deciding how two policies relate.
 *
 * @throws TooComplex if there are too many cells
 */
export function spaceOf(left: readonly Atom[], right: readonly Atom[], options: SpaceOptions): Space {
  const atoms = [...left, ...right];
  const isLeft = (index: number) => index < left.length;
  const side = (wantLeft: boolean, effect: Atom['effect']) =>
    maskOf([...atoms.entries()], ([index, atom]) => isLeft(index) === wantLeft && atom.effect === effect);
  const all = maskOf(atoms, () => true);

  const resources = atoms.some((atom) => atom.resource !== undefined)
    ? resourceDimension(atoms, options.resources)
    : undefined;
  const principals = atoms.some((atom) => atom.principal !== undefined)
    ? principalsOf(atoms, options)
    : undefined;
  const keys = conditionCells(
    atoms,
    all,
    (key) =>
      principals !== undefined && isPrincipalKey(key, options.known)
        ? principalKeyPatterns(key, principals, options.known)
        : [],
    factsOf(principals === undefined ? 'identity' : 'trust', options),
  );
  const dimensions: Dimension[] = resources === undefined ? [] : [resources];
  if (principals !== undefined) {
    const named = speaksOfOwnName(atoms) ? joinOwnName(atoms, all, principals) : principals;
    if (named !== principals) keys.delete(SOURCE_IDENTITY);
    dimensions.push(grouped(withPrincipalKeys(named, keys, options.known)));
  }
  dimensions.push(actionDimension(atoms, options.actions), ...[...keys.values()].map(grouped));
  return {
    dimensions,
    ...(resources === undefined ? {} : { resources }),
    atoms,
    sides: {
      allowLeft: side(true, 'Allow'),
      denyLeft: side(true, 'Deny'),
      allowRight: side(false, 'Allow'),
      denyRight: side(false, 'Deny'),
    },
  };
}

function speaksOfOwnName(atoms: readonly Atom[]): boolean {
  return atoms.some(({ conditions }) => conditions.some(isOnOwnName));
}

function factsOf(kind: Facts['kind'], { known, view = 'possible', actions, accountId }: SpaceOptions): Facts {
  return {
    kind,
    view,
    ...(known ? { known } : {}),
    ...(actions ? { actions } : {}),
    ...(kind === 'identity' && accountId !== undefined ? { holderAccountId: accountId } : {}),
  };
}

function principalsOf(atoms: readonly Atom[], options: SpaceOptions): readonly PrincipalCell[] {
  const { accountId, partition = partitionOf(atoms) } = options;
  return principalCells(atoms, { partition, ...(accountId === undefined ? {} : { accountId }) });
}

/** Joins the keys that repeat who makes the request with the principals, and takes them out of the others. */
function withPrincipalKeys(
  principals: readonly PrincipalCell[],
  keys: Map<string, readonly KeyCell[]>,
  known: KnownContext | undefined,
): readonly PrincipalCell[] {
  let joined = principals;
  for (const [key, cells] of keys) {
    if (!isPrincipalKey(key, known)) continue;
    joined = joinPrincipalKey(key, joined, cells, known);
    keys.delete(key);
  }
  return joined;
}

function grouped(cells: readonly { readonly group: CellGroup }[]): Dimension {
  return { groups: cells.map(({ group }) => group) };
}

/** What in these atoms is past what the comparison understands, without repetitions. */
export function unclearParts(atoms: readonly Atom[]): readonly string[] {
  const reasons = new Set<string | undefined>();
  for (const { principal, resource, conditions } of new Set(atoms)) {
    if (principal !== undefined) {
      if ('not' in principal) reasons.add('NotPrincipal');
      for (const one of 'is' in principal ? [principal.is] : principal.not)
        reasons.add(unclearPrincipal(one));
    }
    if (resource !== undefined) {
      for (const one of 'is' in resource ? [resource.is] : resource.not) reasons.add(unclearResource(one));
    }
    for (const condition of conditions) {
      const isUnderstood = principal !== undefined && isOnOwnName(condition);
      if (!isUnderstood) reasons.add(unclearCondition(condition));
    }
  }
  reasons.add(unclearEveryone(atoms));
  return [...[...reasons].filter((reason) => reason !== undefined), ...tiedKeys(atoms)];
}

function unclearEveryone(atoms: readonly Atom[]): string | undefined {
  const named = atoms.flatMap(({ principal }) => (principal && 'is' in principal ? [principal.is] : []));
  const everyone = named.some(({ type, value }) => type === 'AWS' && value === '*');
  const other = named.some(({ type }) => type !== 'AWS');
  return everyone && other ? 'the principal * together with a service or an identity provider' : undefined;
}

function partitionOf(atoms: readonly Atom[]): string {
  for (const { principal } of atoms) {
    if (principal === undefined) continue;
    for (const one of 'is' in principal ? [principal.is] : principal.not) {
      const trusted = classifyPrincipal(one);
      if ('partition' in trusted && trusted.partition !== undefined) return trusted.partition;
    }
  }
  return 'aws';
}
