/** A command line that is not parsed yet: what must be known before it is, and of one that the parser refuses. */
export interface GivenLine {
  /** What is no option, and no value of one. */
  readonly words: readonly string[];
  /** By long name, the value that was given last; empty for an option that takes none. */
  readonly options: ReadonlyMap<string, string>;
}

/** Options that take a value, of whatever command. */
const valued: ReadonlySet<string> = new Set([
  ...['--profile', '--region', '--config', '--sandbox-state', '--format', '--output', '--output-folder'],
  ...['--duration', '--min-ttl', '--session-name', '--reason', '--role-arn', '--service'],
  ...['--client', '--env', '--label', '--group', '--person', '--account-id', '--confirm', '--timeout'],
  ...['--since', '--until', '--event', '--resource', '--tool', '--regions', '--limit', '--file'],
  ...['--parallel', '--max-failures', '--concurrency', '--who-limit', '--fail-on', '--only'],
  ...['--guardrails-on', '--by', '--days', '--months', '--metric', '--email', '--ops-email'],
  ...['--management-profile', '--ops-profile', '--with', '--alias', '--source-identity'],
  ...['--port', '--subject', '--issuer', '--audience', '--claim'],
]);

/** A name in one command, and a flag in another. */
const sometimesValued = '--who';

const longNames: ReadonlyMap<string, string> = new Map([
  ['-f', '--format'],
  ['-n', '--dry-run'],
  ['-o', '--output'],
  ['-p', '--profile'],
  ['-r', '--region'],
  ['-y', '--yes'],
]);

/**
 * Takes a line apart as the parser does: a value can follow its option, or be joined to it. What follows `--` belongs to
 * another command.
 */
export function givenLine(argv: readonly string[]): GivenLine {
  const words: string[] = [];
  const options = new Map<string, string>();
  const rest = [...argv];
  for (let word = rest.shift(); word !== undefined && word !== '--'; word = rest.shift()) {
    const [, short, joined = ''] = /^(-[^-])(.*)$/s.exec(word) ?? [];
    const [, long = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
    const name = short === undefined ? long : (longNames.get(short) ?? short);
    const isValued = valued.has(name) || (name === sometimesValued && !rest[0]?.startsWith('-'));
    if (!name.startsWith('-') || name === '-') words.push(word);
    else if (isValued) options.set(name, (joined || undefined) ?? value ?? rest.shift() ?? '');
    else {
      options.set(name, value ?? '');
      // Flags in one word: `-ny`.
      if (joined !== '') rest.unshift(`-${joined}`);
    }
  }
  return { words, options };
}

/** For a test, which compares them with the options of the commands. */
export const valuedOptions: readonly string[] = [...valued, sometimesValued];
