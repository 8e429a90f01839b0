import { wrapped } from './wrapped.ts';

/** The content of a new sandbox, as far as its first reader needs it. */
export type NewSandbox =
  | { readonly start: 'base' | 'empty' }
  | {
      readonly start: 'story';
      readonly clients: number;
      /** Names of environments, which only a configuration can make known to diverst. */
      readonly environments: readonly string[];
      /** The client in which there was an incident. */
      readonly incident: string;
    };

/**
 * What is said of a new sandbox, a line each.
 *
 * @param program how diverst is called for it
 * @param backup the file in which the one before is kept; null for none
 * @param width columns of the terminal; null where there is none. Commands and what is to be copied stay on one line
 */
export function newSandboxLines(
  sandbox: NewSandbox,
  {
    file,
    program,
    backup,
    width,
  }: {
    readonly file: string;
    readonly program: string;
    readonly backup: string | null;
    readonly width: number | null;
  },
): readonly string[] {
  const next = nextCommands(sandbox).map((command) => `${program} ${command}`);
  return [
    ...wrapped('✓ ', `new sandbox in ${file}${wordsFor(sandbox)}`, width),
    ...(backup === null ? [] : [labelled('backup', backup)]),
    ...next.map((command, index) => labelled(index === 0 ? 'next' : '', command)),
    ...(sandbox.start === 'story' ? configurationLines(sandbox.environments, width) : []),
  ];
}

function labelled(label: string, text: string): string {
  return `${label.padEnd(6)}  ${text}`;
}

function wordsFor(sandbox: NewSandbox): string {
  if (sandbox.start === 'story') return `: a company with ${sandbox.clients} clients, two years old`;
  return sandbox.start === 'empty' ? ', with one account and nothing else' : '';
}

function nextCommands(sandbox: NewSandbox): readonly string[] {
  if (sandbox.start !== 'story') return [sandbox.start === 'empty' ? 'org init' : 'client init acme'];
  return [
    'org audit --who',
    `client history ${sandbox.incident} --since 14d --profile management`,
    'org costs',
    'org report --output organization.html',
  ];
}

/** Below the sentence are lines that are ready to be copied into a file. */
function configurationLines(environments: readonly string[], width: number | null): readonly string[] {
  return [
    ...wrapped(
      '',
      'To let diverst know the environments of this company, add these lines to diverst.config.yaml:',
      width,
    ),
    '  environment:',
    `    accounts: [${environments.join(', ')}]`,
  ];
}
