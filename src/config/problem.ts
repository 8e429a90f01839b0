/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  /** Path of the key, e.g. `client.role.maxSession`; null where the file as a whole is meant. */
  readonly key: string | null;
  /** What was found and what is allowed. */
  readonly message: string;
  /** Where in the file, both counted from 1. */
  readonly line?: number;
  readonly column?: number;
  /** What to do about it, where that is known. */
  readonly fix?: string;
}

/** More than these would scroll the first ones away; `problems` has them all. */
const MOST_SHOWN = 20;

/** The configuration can't be used. The message is complete: every problem with its place and its fix. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  /** @param file the file's path, or the folder's where the trouble is which file to take */
  constructor(
    readonly file: string,
    readonly problems: readonly ConfigProblem[],
    options?: ErrorOptions,
  ) {
    super(describe(file, problems), options);
  }
}

function describe(file: string, problems: readonly ConfigProblem[]): string {
  const lines = problems.slice(0, MOST_SHOWN).map((problem) => describeProblem(file, problem));
  if (problems.length > MOST_SHOWN) lines.push(`and ${problems.length - MOST_SHOWN} more`);
  return lines.join('\n');
}

/** `FILE:LINE:COLUMN: key: message`, and below it, indented, the fix. */
function describeProblem(file: string, problem: ConfigProblem): string {
  const line = problem.line === undefined ? '' : `:${problem.line}`;
  const column = problem.column === undefined ? '' : `:${problem.column}`;
  const key = problem.key === null ? '' : `${problem.key}: `;
  const fix = problem.fix === undefined ? '' : `\n  ${problem.fix}`;
  return `${escapeControls(file)}${line}${column}: ${key}${problem.message}${fix}`;
}

/** A place in the configuration: keys of mappings and indexes of lists, from the top. */
export type KeyPath = readonly (string | number)[];

/** `client.role.tags["Cost Center"]`, `client.role.managedPolicies[1]`; null for the top. */
export function formatKeyPath(path: KeyPath): string | null {
  if (path.length === 0) return null;
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[\w$-]+$/.test(step)) return `[${shown(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}

/** A value as a message can show it: on one line, cut, and with nothing in it that could act on a terminal. */
export function shown(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  const cut = value.length > 60 ? `${value.slice(0, 60)}…` : value;
  return escapeControls(JSON.stringify(cut));
}

/** Writes control characters, line separators and marks that turn the reading direction as `\uXXXX`. */
export function escapeControls(text: string): string {
  return text.replace(
    /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
