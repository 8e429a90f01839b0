import type { Argument, Command, Help, Option } from 'commander';
import { type HelpBlock, type HelpRow, unbroken } from '../views/help-page.ts';
import { globalTerms } from './globals.ts';
import { helpNotes } from './help-notes.ts';
import { policyAccounts } from './print-policy.ts';
import { systemExamples } from './system-examples.ts';

/**
 * The help of a command, as it is shown by `--help`.
 * @param platform as `process.platform` names it
 */
export function helpBlocks(
  command: Command,
  help: Help,
  platform: NodeJS.Platform = process.platform,
): readonly HelpBlock[] {
  const isTop = command.parent === null;
  const { examples: posix = [], notes = [] } = helpNotes(command) ?? {};
  const examples = systemExamples(posix, platform);
  const facts = isTop ? [] : factsOf(command, help);
  return [
    { kind: 'usage', lines: help.commandUsage(command).split(/\n\s*/) },
    { kind: 'text', text: command.description() },
    ...(examples.length === 0 ? [] : [{ kind: 'examples' as const, examples }]),
    ...rows('Arguments:', help.visibleArguments(command).map(argumentRow)),
    ...grouped(shownCommands(command, help), (one) => one.helpGroup() || 'Commands:', commandRow),
    ...grouped(listedOptions(command, help), optionGroup, optionRow),
    ...notes.map(
      (note): HelpBlock =>
        typeof note === 'string' ? { kind: 'text', text: note } : { kind: 'rows', ...note },
    ),
    ...(facts.length === 0 ? [] : [{ kind: 'rows' as const, title: null, rows: facts }]),
  ];
}

/** The commands below one, without those that are hidden and the parser's own. */
export function shownCommands(command: Command, help: Help): readonly Command[] {
  return help
    .visibleCommands(command)
    .filter((one) => one.name() !== 'help' || (command.parent === null && command.commands.includes(one)));
}

/** The options of a command that its help lists: `--help` is one of the global options. */
export function ownOptions(command: Command, help: Help): readonly Option[] {
  const isTop = command.parent === null;
  return help.visibleOptions(command).filter(({ long }) => isTop || long !== '--help');
}

/** `--print-policy` has a line of its own at the end. */
function listedOptions(command: Command, help: Help): readonly Option[] {
  return ownOptions(command, help).filter(({ long }) => long !== '--print-policy');
}

const commonGroup = 'Options:';

function optionGroup({ helpGroupHeading }: Option): string {
  return helpGroupHeading ?? commonGroup;
}

function factsOf(command: Command, help: Help): readonly HelpRow[] {
  const { exitCodes, policy } = helpNotes(command) ?? {};
  const isGroup = shownCommands(command, help).length > 0;
  const path = pathOf(command);
  return [
    ['Global options', `${globalTerms().join(', ')} (diverst${unbroken}help${unbroken}options)`],
    ...(exitCodes === undefined ? [] : [['Exit codes', exitCodes] as const]),
    ...policyRows(command, path, policy),
    ...(isGroup ? [['Learn more', `${path} COMMAND --help`] as const] : []),
  ];
}

/** How to print the least policies of a command: each has a line of its own, to be copied. */
export function policyRows(command: Command, path: string, note: string | undefined): readonly HelpRow[] {
  const accounts = policyAccounts(command);
  const lines = accounts.map((one) => `${path} --print-policy${accounts.length === 1 ? '' : ` ${one}`}`);
  const texts = [...lines, ...(note === undefined || lines.length === 0 ? [] : [note])];
  return texts.map((text, index) => [index === 0 ? 'Least policy' : '', text]);
}

export function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}

function rows(title: string, own: readonly HelpRow[]): readonly HelpBlock[] {
  return own.length === 0 ? [] : [{ kind: 'rows', title, rows: own }];
}

/** In the order in which the groups come up first; common options come before all others. */
function grouped<Item>(
  items: readonly Item[],
  groupOf: (item: Item) => string,
  rowOf: (item: Item) => HelpRow,
): readonly HelpBlock[] {
  const titles = [...new Set(items.map(groupOf))];
  const sorted = [
    ...titles.filter((one) => one === commonGroup),
    ...titles.filter((one) => one !== commonGroup),
  ];
  return sorted.flatMap((title) => rows(title, items.filter((item) => groupOf(item) === title).map(rowOf)));
}

function commandRow(command: Command): HelpRow {
  return [command.name(), command.summary() || command.description()];
}

export function argumentRow(argument: Argument): HelpRow {
  return [argument.name(), withValues(argument.description, argument.argChoices, argument.defaultValue)];
}

/** Long names stand below each other. */
function optionRow(option: Option): HelpRow {
  return [option.short === undefined ? `    ${option.flags}` : option.flags, optionText(option)];
}

export function optionText({ description, argChoices, defaultValue, required, optional }: Option): string {
  return withValues(description, argChoices, required || optional ? defaultValue : undefined);
}

/** A description, the words to choose from, and the word that counts if none is given. */
function withValues(text: string, choices: readonly string[] | undefined, standard: unknown): string {
  const [, start = text, own] = /^(.*) \(default: ([^()]*)\)$/.exec(text) ?? [];
  const value = standard === undefined ? own : String(standard);
  const parts = [
    ...(choices === undefined ? [] : [`one of: ${choices.join(', ')}`]),
    ...(value === undefined ? [] : [`default: ${value}`]),
  ];
  return parts.length === 0 ? text : `${start} (${parts.join('; ')})`;
}
