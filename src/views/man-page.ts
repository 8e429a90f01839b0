import type { Example, HelpRow } from './help-page.ts';
import { files, type HelpTopic } from './help-topics.ts';
import { bold, entry, literal, paragraph, roffText, section, subsection } from './roff.ts';

/** A command as its help describes it. */
export interface ManualCommand {
  /** How it is called, from the name of the program on. */
  readonly usage: string;
  readonly description: string;
  readonly arguments: readonly HelpRow[];
  readonly options: readonly HelpRow[];
  readonly examples: readonly Example[];
  readonly notes: readonly (string | { readonly title: string; readonly rows: readonly HelpRow[] })[];
  /** Exit codes and the like. */
  readonly facts: readonly HelpRow[];
  readonly commands: readonly ManualCommand[];
  /** Sections of their own; of the whole program only. */
  readonly topics: readonly HelpTopic[];
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
    ...examples(program.examples),
    section('COMMANDS'),
    ...commands.flatMap(commandSection),
    section('GLOBAL OPTIONS'),
    roffText('Every command takes these options, before or after its own words.'),
    ...program.options.map(([term, text]) => entry(term, text)),
    ...program.topics.flatMap(topicSection),
    section('FILES'),
    ...files.map(([name, text]) => entry(name, text)),
    section('SEE ALSO'),
    `${bold('aws')}(1), ${bold('terraform')}(1)`,
    paragraph('diverst org checks explains what an audit checks, why, and how to fix each finding.'),
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
    ...[...command.arguments, ...command.options].map(([term, text]) => entry(term, text)),
    ...examples(command.examples),
    ...command.notes.flatMap((note) =>
      typeof note === 'string'
        ? [paragraph(note)]
        : [paragraph(note.title), ...note.rows.map(([term, text]) => entry(term, text))],
    ),
    ...command.facts.map(([term, text]) => entry(term, text)),
  ];
}

function topicSection({ name, text, sections, more }: HelpTopic): readonly string[] {
  const [first, ...others] = text;
  return [
    section(name.replace('-', ' ').toUpperCase()),
    ...(first === undefined ? [] : [roffText(first)]),
    ...others.map(paragraph),
    ...sections.flatMap(({ title, rows }) => [
      paragraph(title),
      ...rows.map(([term, description]) => entry(term, description)),
    ]),
    ...(more === undefined ? [] : [paragraph(more)]),
  ];
}

/** The purpose of each command stands behind it, or above it if the command is long. */
function examples(all: readonly Example[]): readonly string[] {
  if (all.length === 0) return [];
  const lines = all.flatMap(([command, purpose]) => {
    if (purpose === undefined) return [command];
    return command.length < column - 1 ? [command.padEnd(column) + purpose] : [`# ${purpose}`, command];
  });
  return [paragraph('Examples:'), literal(lines)];
}

const column = 40;

const description =
  'diverst gives each client of a company an AWS account of its own. The account has one role, and only the group for ' +
  'production in the account Ops is allowed to assume that role. diverst works on AWS Organizations and keeps no state ' +
  'file: AWS is the state, and the same command continues a run that stopped. diverst contains an AWS organization, ' +
  'the sandbox, so that you can try everything without AWS.';
