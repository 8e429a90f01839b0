import type { Atom, Selector } from './atoms.ts';
import { sampleCells } from './cells.ts';
import type { Dimension } from './dimension.ts';
import { type Glob, globMatches, hasWildcard, parseGlob } from './glob.ts';
import { variablesIn } from './operators.ts';
import { type Assume, readings } from './readings.ts';

/** A dimension whose groups belong to sample strings. */
export interface SampledDimension extends Dimension {
  /** The sample of the group at the same index. */
  readonly samples: readonly string[];
}

/**
 * The cells of actions.
 *
 * @param universe the only actions that count, or undefined for all that can be written
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function actionDimension(
  atoms: readonly Atom[],
  universe: readonly string[] | undefined,
): SampledDimension {
  return build(
    atoms,
    (atom) => atom.action,
    (pattern) => parseGlob(pattern === '*' ? '*:*' : pattern.toLowerCase()),
    universe?.map((action) => action.toLowerCase()),
    // What is no `service:action` is never requested: NotAction must not seem to allow it.
    '*',
  );
}

/**
 * The cells of resources. A wildcard in a resource reaches across colons, as IAM documents for one that ends a
 * segment.
 *
 * @param universe the only ARNs that count, or undefined for all
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function resourceDimension(
  atoms: readonly Atom[],
  universe: readonly string[] | undefined,
): SampledDimension {
  return build(atoms, (atom) => atom.resource ?? { is: '*' }, parseResource, universe);
}

/** Why a resource is not understood; undefined where it is. */
export function unclearResource(pattern: string): string | undefined {
  if (parseResource(pattern) !== undefined) return undefined;
  const what = variablesIn(pattern).length > 0 ? 'policy variable' : 'incomplete ARN';
  return `${what} in the resource ${pattern}`;
}

/** The pattern of a resource; undefined where its meaning is not certain. */
export function parseResource(pattern: string): Glob | undefined {
  if (variablesIn(pattern).length > 0) return undefined;
  const missing = 6 - pattern.split(':').length;
  if (pattern === '*' || missing <= 0) return parseGlob(pattern, { escapes: true });
  // IAM fills up what an incomplete ARN lacks with wildcards. With a wildcard at its end alone, this and
  // plain matching say the same.
  if (!/^[^*?]*\*$/.test(pattern)) return undefined;
  return parseGlob(pattern + ':*'.repeat(missing), { escapes: true });
}

/**
 * @param select the atom's selector on this dimension
 * @param read makes a pattern of a selector's text; undefined where what it matches is not certain
 * @param shape a text whose pattern every value has, where not every string is a value
 */
function build(
  atoms: readonly Atom[],
  select: (atom: Atom) => Selector<string>,
  read: (text: string) => Glob | undefined,
  universe: readonly string[] | undefined,
  shape?: string,
): SampledDimension {
  const selectors = atoms.map(select);
  const index = new PatternIndex(read);
  const positive = new Map<string, bigint>();
  const negative: { readonly not: readonly string[]; readonly atom: bigint }[] = [];
  selectors.forEach((selector, position) => {
    const atom = 1n << BigInt(position);
    if ('not' in selector) {
      negative.push({ not: selector.not, atom });
      for (const text of selector.not) index.add(text);
    } else {
      positive.set(selector.is, (positive.get(selector.is) ?? 0n) | atom);
      index.add(selector.is);
    }
  });
  if (shape !== undefined && universe === undefined) index.add(shape);
  const shaped = shape === undefined ? undefined : read(shape);
  const samples =
    universe ?? sampleCells(index.globs()).filter((sample) => !shaped || globMatches(shaped, sample));
  const groups = samples.map((sample) => ({
    occurs: true,
    cells: readings((assume) => {
      const matching = index.matching(sample, assume);
      let mask = 0n;
      for (const text of matching) mask |= positive.get(text) ?? 0n;
      for (const { not, atom } of negative) if (!not.some((text) => matching.has(text))) mask |= atom;
      return mask;
    }),
  }));
  return { samples, groups };
}

/** Finds the patterns that match a string without trying each of a thousand literal ones. */
class PatternIndex {
  readonly #literal = new Map<string, string[]>();
  readonly #wild = new Map<string, Glob>();
  readonly #unclear = new Set<string>();
  readonly #read: (text: string) => Glob | undefined;
  readonly #seen = new Map<string, Glob | undefined>();

  constructor(read: (text: string) => Glob | undefined) {
    this.#read = read;
  }

  add(text: string): void {
    if (this.#seen.has(text)) return;
    const glob = this.#read(text);
    this.#seen.set(text, glob);
    if (glob === undefined) this.#unclear.add(text);
    else if (hasWildcard(glob)) this.#wild.set(text, glob);
    else {
      const literal = glob.map((token) => (token.kind === 'character' ? token.accepts : '')).join('');
      this.#literal.set(literal, [...(this.#literal.get(literal) ?? []), text]);
    }
  }

  globs(): readonly Glob[] {
    return [...this.#seen.values()].filter((glob) => glob !== undefined);
  }

  /** The texts whose patterns match. */
  matching(sample: string, assume: Assume): ReadonlySet<string> {
    const texts = new Set(this.#literal.get(sample));
    for (const [text, glob] of this.#wild) if (globMatches(glob, sample)) texts.add(text);
    for (const text of this.#unclear) if (assume(text)) texts.add(text);
    return texts;
  }
}
