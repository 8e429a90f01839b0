import { bold, entry, literal, paragraph, roffText, section, subsection } from './roff.ts';

/** A command as its help describes it. */
export interface ManualCommand {
  /** How it is called, from the name of the program on. */
  readonly usage: string;
  readonly description: string;
  readonly arguments: readonly ManualEntry[];
  readonly options: readonly ManualEntry[];
  /** What its help says below the options: paragraphs, and lists of examples. */
  readonly notes: string;
  readonly commands: readonly ManualCommand[];
}

export interface ManualEntry {
  readonly term: string;
  readonly description: string;
}

/** The manual page of the whole program. */
export function manPage(program: ManualCommand, version: string): string {
  const commands = program.commands.flatMap(allBelow);
  return `${[
    `.TH DIVERST 1 "" "diverst ${roffText(version)}" "User Commands"`,
    // Long words of the shell are neither broken nor spaced out.
    '.nh',
    '.ad l',
    section('NAME'),
    `diverst \\- ${roffText(whatItIs(program.description))}`,
    section('SYNOPSIS'),
    commands
      .filter((command) => command.commands.length === 0)
      .map(({ usage }) => synopsis(usage))
      .join('\n.br\n'),
    section('DESCRIPTION'),
    roffText(description),
    ...notes(program.notes),
    section('COMMANDS'),
    ...commands.flatMap(commandSection),
    section('GLOBAL OPTIONS'),
    roffText('They are taken before and after the words of a command.'),
    ...program.options.map(({ term, description: text }) => entry(term, text)),
    section('ENVIRONMENT'),
    ...environment.map(([name, text]) => entry(name, text)),
    section('FILES'),
    ...files.map(([name, text]) => entry(name, text)),
    section('EXIT STATUS'),
    ...exitStatus.map(([code, text]) => entry(code, text)),
    section('SEE ALSO'),
    `${bold('aws')}(1), ${bold('terraform')}(1)`,
    paragraph('diverst org checks shows what an audit looks at, why it matters and how to fix it.'),
  ].join('\n')}\n`;
}

/** A sentence as a page's name has it behind the hyphen. */
function whatItIs(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, '');
}

function allBelow(command: ManualCommand): readonly ManualCommand[] {
  return [command, ...command.commands.flatMap(allBelow)];
}

function synopsis(usage: string): string {
  return `${bold(usage.split(' ', 1)[0] ?? '')} ${roffText(usage.slice(usage.indexOf(' ') + 1))}`;
}

function commandSection(command: ManualCommand): readonly string[] {
  return [
    subsection(command.usage),
    roffText(command.description),
    ...[...command.arguments, ...command.options].map(({ term, description: text }) => entry(term, text)),
    ...notes(command.notes),
  ];
}

/** A paragraph whose lines are indented below the first is a list that stays as it is; any other is text. */
function notes(text: string): readonly string[] {
  return text
    .split(/\n{2,}/)
    .map((one) => one.trimEnd())
    .filter((one) => one.trim() !== '')
    .flatMap((one) => {
      const [first = '', ...rest] = one.replace(/^\n/, '').split('\n');
      const isList = rest.length > 0 && rest.every((line) => line.startsWith('  '));
      return isList
        ? [paragraph(first), literal(rest.map((line) => line.slice(2)))]
        : [paragraph(one.trim())];
    });
}

const description =
  'diverst gives each client of a company an AWS account of its own, with one role in it, and lets only the group for ' +
  'production in the account Ops assume that role. It works on AWS Organizations and keeps no state file: AWS is the ' +
  'state, and the same command continues a run that stopped. An AWS organization is embedded in it, so that ' +
  'everything can be tried without AWS.';

const environment: readonly (readonly [name: string, text: string])[] = [
  [
    'AWS_PROFILE',
    'The profile of the AWS files that signs, where neither --profile nor the configuration names one.',
  ],
  ['AWS_REGION, AWS_DEFAULT_REGION', 'The region, where neither --region nor the configuration names one.'],
  [
    'AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN',
    'Keys that sign where no profile is named. Every other setting of the AWS SDKs is honoured too.',
  ],
  ['DIVERST_SANDBOX', '1 stands for --sandbox.'],
  ['DIVERST_SANDBOX_STATE', 'The file of the sandbox, where --sandbox-state does not name one.'],
  ['DIVERST_SANDBOX_LATENCY', '0 takes away the second or two that creation takes in the sandbox.'],
  ['DIVERST_MFA_PROCESS', 'A command that prints an MFA code, in place of being asked for one.'],
  [
    'DIVERST_CLIENT',
    'Set with the credentials of a client: whose they are. Another client is then not entered by mistake.',
  ],
  ['DIVERST_ENVIRONMENT', 'Set in the place of DIVERST_CLIENT with the credentials of an environment.'],
  [
    'DIVERST_BASE',
    'Set with the credentials of a client: which profile, region and key ID were set before. It holds no secret.',
  ],
  ['NO_COLOR, FORCE_COLOR', 'No colours, or colours also where there is no terminal.'],
  ['XDG_CACHE_HOME, XDG_STATE_HOME', 'Where sessions are cached, and where the sandbox is kept.'],
];

const files: readonly (readonly [name: string, text: string])[] = [
  [
    'diverst.config.yaml, diverst.config.yml, diverst.config.json',
    'The configuration: the one of the nearest folder upwards that has one, unless --config names another.',
  ],
  [
    '~/.aws/config, ~/.aws/credentials',
    'Profiles. client profile --write writes a marked block into the first.',
  ],
  [
    '~/.cache/diverst/',
    'Cached sessions, readable by their user alone. client leave drops those of a client.',
  ],
  ['~/.local/state/diverst/sandbox.json', 'The sandbox. sandbox reset starts a new one.'],
];

const exitStatus: readonly (readonly [code: string, text: string])[] = [
  ['0', 'Done; for org audit: clean.'],
  ['1', 'Failed; for doctor: a problem.'],
  ['2', 'org audit: something differs at or above --fail-on.'],
  ['3', 'org audit and org repair: something could not be audited.'],
  ['4', 'Declined.'],
  ['64', 'Wrong usage or configuration; nothing was begun.'],
  ['130', 'Interrupted; the message names the command that continues.'],
];
