const anyText = Symbol('*');
const anyCharacter = Symbol('?');

/** A text in which `*` and `?` stand for others; a character that came out of a policy variable stands for itself. */
export type Glob = readonly (string | typeof anyText | typeof anyCharacter)[];

/** The value of a policy variable (`aws:username`), undefined when the request has none. */
export type Variables = (name: string) => string | undefined;

export interface GlobOptions {
  /** Undefined: the document's Version knows no variables, `${…}` is plain text. */
  readonly variables: Variables | undefined;
  /** False: `*` and `?` are plain text, as in StringEquals. */
  readonly wildcards: boolean;
}

const variable = /^\$\{([^{}]*)\}/;

/**
 * Reads a value of a policy, its variables replaced.
 *
 * @returns undefined when it names a variable that the request has no value for: such a value matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readGlob(text: string, { variables, wildcards }: GlobOptions): Glob | undefined {
  const glob: (string | typeof anyText | typeof anyCharacter)[] = [];
  for (let at = 0; at < text.length; ) {
    const name = variables && variable.exec(text.slice(at))?.[1];
    if (variables && name !== undefined) {
      const value = variableValue(name, variables);
      if (value === undefined) return undefined;
      glob.push(...value.split(''));
      at += name.length + '${}'.length;
      continue;
    }
    const character = text.charAt(at);
    if (wildcards && character === '*') glob.push(anyText);
    else if (wildcards && character === '?') glob.push(anyCharacter);
    else glob.push(character);
    at += 1;
  }
  return glob;
}

/** `${*}`, `${?}` and `${$}` are those characters; `${key, 'text'}` has a default. */
function variableValue(content: string, variables: Variables): string | undefined {
  if (content === '*' || content === '?' || content === '$') return content;
  const [, name = content, fallback] = /^\s*([^,]*?)\s*(?:,\s*'([^']*)'\s*)?$/.exec(content) ?? [];
  return variables(name) ?? fallback;
}

/** Whether the whole of `text` matches. */
export function globMatches(glob: Glob, text: string): boolean {
  let position = 0;
  let at = 0;
  // Where to continue when it fails: behind the last `*`, which then takes one more character.
  let retryPosition = -1;
  let retryAt = 0;
  while (at < text.length) {
    const expected = glob[position];
    if (expected === anyText) {
      position += 1;
      retryPosition = position;
      retryAt = at;
    } else if (expected === anyCharacter || expected === text.charAt(at)) {
      position += 1;
      at += 1;
    } else if (retryPosition >= 0) {
      retryAt += 1;
      position = retryPosition;
      at = retryAt;
    } else {
      return false;
    }
  }
  while (glob[position] === anyText) position += 1;
  return position === glob.length;
}
