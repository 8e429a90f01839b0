import type { Command, Help } from 'commander';
import { accountNouns, accountWords, nounOfCommand } from '../model/account-kind.ts';
import type { HelpRow } from '../views/help-page.ts';
import type { ManualCommand } from '../views/man-page.ts';
import { argumentRow, optionText, ownOptions, pathOf, policyRows, shownCommands } from './command-help.ts';
import { helpNotes } from './help-notes.ts';
import { helpTopics } from './help-topics.ts';
import { buildProgram } from './program.ts';

/** The program and its commands as their help describes them; what is hidden there is left out. */
export function readManual(version: string): ManualCommand {
  const program = buildProgram(version, { out: () => {}, err: () => {} }, () => {
    throw new Error('a manual runs nothing');
  });
  // A section of the page lists the global options. Windows has no manual pages.
  const topics = helpTopics(program, 'linux').filter(({ name }) => name !== 'options');
  return { ...read(program, program.createHelp()), topics };
}

function read(command: Command, help: Help): ManualCommand {
  const { examples = [], notes = [], exitCodes, policy } = helpNotes(command) ?? {};
  const like = likeCommand(command);
  const facts: readonly HelpRow[] = [
    ...(exitCodes === undefined ? [] : [['Exit codes', exitCodes] as const]),
    ...policyRows(command, pathOf(command), policy),
  ];
  const alike = like === null ? null : `All else is as with diverst ${like}.`;
  return {
    usage: help.commandUsage(command),
    description: command.description(),
    arguments: help.visibleArguments(command).map(argumentRow),
    options: ownOptions(command, help).map((option) => [option.flags, optionText(option)]),
    examples,
    notes: command.parent === null ? [] : alike === null ? notes : [alike],
    facts: alike === null ? facts : [],
    commands: shownCommands(command, help).map((child) => read(child, help)),
    topics: [],
  };
}

/** The command that another kind of account has under the same name: what holds for both the page says once. */
function likeCommand(command: Command): string | null {
  const noun = nounOfCommand(command.parent?.name());
  const [first] = accountNouns;
  if (noun === undefined || first === undefined || noun === first) return null;
  return `${accountWords[first].command} ${command.name()}`;
}
