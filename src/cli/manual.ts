import type { Command, Help } from 'commander';
import { accountNouns, accountWords, nounOfCommand } from '../model/account-kind.ts';
import type { ManualCommand } from '../views/man-page.ts';
import { globalsHelp } from './globals.ts';
import { buildProgram } from './program.ts';

/** The program and its commands as their help describes them; what is hidden there is left out. */
export function readManual(version: string): ManualCommand {
  let written = '';
  const streams = {
    out: (text: string) => {
      written += text;
    },
    err: () => {},
  };
  const program = buildProgram(version, streams, () => {
    throw new Error('a manual runs nothing');
  });
  const helpOf = (command: Command) => {
    written = '';
    command.outputHelp();
    return written;
  };
  return read(program, program.createHelp(), helpOf);
}

function read(command: Command, help: Help, helpOf: (command: Command) => string): ManualCommand {
  const isTop = command.parent === null;
  const notes = helpOf(command).slice(command.helpInformation().length).replace(globalsHelp(), '');
  const like = notes.trim() === '' ? null : likeCommand(command);
  return {
    usage: help.commandUsage(command),
    description: command.description(),
    arguments: help.visibleArguments(command).map((argument) => ({
      term: help.argumentTerm(argument),
      description: help.argumentDescription(argument),
    })),
    options: help
      .visibleOptions(command)
      // Every command has it; it is described once.
      .filter(({ long }) => isTop || long !== '--help')
      .map((option) => ({ term: help.optionTerm(option), description: help.optionDescription(option) })),
    notes: like === null ? notes : `${examplesIn(notes)}\n\nAll else is as with diverst ${like}.`,
    commands: help
      .visibleCommands(command)
      .filter((child) => child.name() !== 'help')
      .map((child) => read(child, help, helpOf)),
  };
}

function examplesIn(notes: string): string {
  return notes.split(/\n{2,}/).find((paragraph) => paragraph.trim().startsWith('Examples:')) ?? '';
}

/** The command that another kind of account has under the same name: what holds for both the page says once. */
function likeCommand(command: Command): string | null {
  const noun = nounOfCommand(command.parent?.name());
  const [first] = accountNouns;
  if (noun === undefined || first === undefined || noun === first) return null;
  return `${accountWords[first].command} ${command.name()}`;
}
