/** One position of a pattern. `withinSegment` wildcards stop at a colon, as in the fields of an ARN. */
export type GlobToken =
  | { readonly kind: 'character'; readonly accepts: string }
  | { readonly kind: 'one'; readonly withinSegment: boolean }
  | { readonly kind: 'run'; readonly withinSegment: boolean };

/** A pattern with IAM's wildcards: `*` for any run of characters, the empty one too, `?` for one character. */
export type Glob = readonly GlobToken[];

export interface GlobOptions {
  /** Every character stands for itself. */
  readonly literal?: boolean;
  readonly ignoreCase?: boolean;
  /** Wildcards in the first five fields of an ARN do not match colons. */
  readonly arn?: boolean;
  /** `${*}`, `${?}` and `${$}` stand for the character itself. */
  readonly escapes?: boolean;
}

const ARN_FIELDS_BEFORE_RESOURCE = 5;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html */
export function parseGlob(pattern: string, options: GlobOptions = {}): Glob {
  const tokens: GlobToken[] = [];
  let colons = 0;
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    const escaped = options.escapes ? /^\$\{([*?$])\}/.exec(pattern.slice(index, index + 4))?.[1] : undefined;
    const withinSegment = options.arn === true && colons < ARN_FIELDS_BEFORE_RESOURCE;
    if (escaped !== undefined) {
      tokens.push({ kind: 'character', accepts: escaped });
      index += 3;
    } else if (character === '*' && !options.literal) {
      tokens.push({ kind: 'run', withinSegment });
    } else if (character === '?' && !options.literal) {
      tokens.push({ kind: 'one', withinSegment });
    } else {
      if (character === ':') colons += 1;
      tokens.push({ kind: 'character', accepts: options.ignoreCase ? bothCases(character) : character });
    }
  }
  return tokens;
}

function bothCases(character: string): string {
  const variants = [character, character.toLowerCase(), character.toUpperCase()];
  return [...new Set(variants.filter((variant) => variant.length === 1))].join('');
}

export function hasWildcard(glob: Glob): boolean {
  return glob.some((token) => token.kind !== 'character');
}

/** Does the pattern match the whole text? Linear in both lengths, whatever the pattern. */
export function globMatches(glob: Glob, text: string): boolean {
  let positions = closure(glob, [0]);
  for (let index = 0; index < text.length && positions.length > 0; index += 1) {
    positions = advance(glob, positions, text.charAt(index));
  }
  return positions.includes(glob.length);
}

/** The positions reached from these by one character. */
export function advance(glob: Glob, positions: readonly number[], character: string): readonly number[] {
  const next: number[] = [];
  for (const position of positions) {
    const token = glob[position];
    if (token === undefined) continue;
    if (token.kind === 'character') {
      if (token.accepts.includes(character)) next.push(position + 1);
    } else if (!(token.withinSegment && character === ':')) {
      next.push(token.kind === 'run' ? position : position + 1);
    }
  }
  return closure(glob, next);
}

/** Adds what is reached without a character, since a run may be empty; sorted, without duplicates. */
export function closure(glob: Glob, positions: readonly number[]): readonly number[] {
  const all = new Set<number>();
  for (const start of positions) {
    let position = start;
    while (!all.has(position)) {
      all.add(position);
      if (glob[position]?.kind !== 'run') break;
      position += 1;
    }
  }
  return [...all].sort((left, right) => left - right);
}
