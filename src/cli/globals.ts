import { type Command, Option } from 'commander';

/** Options that every command takes, before or after the command's own words. */
export interface Globals {
  readonly profile?: string;
  readonly region?: string;
  readonly config?: string;
  readonly sandbox?: boolean;
  readonly sandboxState?: string;
  readonly json?: boolean;
  readonly color?: boolean;
  readonly debug?: boolean;
  readonly input?: boolean;
  readonly plain?: boolean;
}

const definitions: readonly (readonly [flags: string, description: string])[] = [
  ['-p, --profile <name>', 'AWS profile; in the sandbox: management or ops'],
  ['-r, --region <region>', 'AWS region'],
  [
    '--config <file>',
    'configuration file (default: diverst.config.yaml in this directory or in a parent directory)',
  ],
  ['--sandbox', 'work on an embedded AWS organization instead of AWS (also DIVERST_SANDBOX=1)'],
  ['--sandbox-state <file>', 'file of the sandbox; implies --sandbox'],
  ['--json', 'print JSON to stdout'],
  ['--no-color', 'print without color (also NO_COLOR)'],
  ['--plain', 'print ASCII without color and animation; number choices (also DIVERST_PLAIN=1)'],
  ['--debug', 'show stack traces, every AWS call and whole plans'],
  ['--no-input', 'do not ask; fail and name the option to add'],
];

/**
 * Gives a command and all below it the global options; only the top shows them in its list of options. Of those below
 * only the ones on the line get them, when it is their turn: to make them all takes milliseconds of every start.
 */
export function addGlobals(command: Command, isTop = true): void {
  const known = new Set(command.options.map(({ long }) => long));
  for (const [flags, description] of definitions) {
    const option = new Option(flags, description);
    if (!known.has(option.long)) command.addOption(isTop ? option : option.hideHelp());
  }
  command.hook('preSubcommand', (_command, child) => addGlobals(child, false));
}

/** What is read of a command, whoever's types describe it. */
interface ParsedCommand {
  readonly parent: ParsedCommand | null;
  readonly options: readonly { attributeName(): string }[];
  getOptionValueSource(name: string): string | undefined;
  getOptionValue(name: string): unknown;
}

/** The global options as given anywhere on the line; what stands nearest to the command wins. */
export function readGlobals(command: ParsedCommand): Globals {
  const found: Record<string, unknown> = {};
  for (let at: ParsedCommand | null = command; at !== null; at = at.parent) {
    for (const option of at.options) {
      const name = option.attributeName();
      const source = at.getOptionValueSource(name);
      if (source !== undefined && source !== 'default' && !(name in found))
        found[name] = at.getOptionValue(name);
    }
  }
  return found;
}

/** The options that decide where a command works, as they were given: for a command that is advised in its place. */
export function givenWords({
  sandbox,
  sandboxState,
  profile,
  region,
  config,
  json,
}: Globals): readonly string[] {
  return [
    ...(sandboxState === undefined ? [] : ['--sandbox-state', sandboxState]),
    ...(sandbox && sandboxState === undefined ? ['--sandbox'] : []),
    ...(profile === undefined ? [] : ['--profile', profile]),
    ...(region === undefined ? [] : ['--region', region]),
    ...(config === undefined ? [] : ['--config', config]),
    ...(json ? ['--json'] : []),
  ];
}

/** The long names of the global options, for the help of a command. */
export function globalTerms(): readonly string[] {
  return definitions.map(([flags]) => new Option(flags).long ?? flags);
}
