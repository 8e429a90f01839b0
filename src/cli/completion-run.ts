import type { Command, Help, Option } from 'commander';
import { nounOfCommand } from '../model/account-kind.ts';
import { bashCompletion } from '../views/completion/bash.ts';
import type {
  ArgumentWords,
  CommandWords,
  OptionWords,
  ValueWords,
} from '../views/completion/command-words.ts';
import { fishCompletion } from '../views/completion/fish.ts';
import { zshCompletion } from '../views/completion/zsh.ts';
import { shownCommands } from './command-help.ts';
import type { CommandContext } from './context.ts';
import { topicNames } from './help-topics.ts';

const scripts = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;

export type CompletionShell = keyof typeof scripts;

export function runCompletion(shell: CompletionShell, program: Command, context: CommandContext): void {
  context.terminal.out(scripts[shell](readWords(program)));
}

/** The words of a program, as its own help shows them: what is hidden there is not completed. */
export function readWords(program: Command): CommandWords {
  const help = program.createHelp();
  const words = commandWords(program, '', help);
  return {
    ...words,
    commands: words.commands.map((one) => (one.path === ' help' ? helpWords(one, words) : one)),
  };
}

/** `diverst help` takes the words of every command, and of each topic. */
function helpWords(help: CommandWords, { commands }: CommandWords): CommandWords {
  const topics = topicNames.map(([name, summary]) => bareWords({ name, summary, commands: [] }, help.path));
  const others = commands.filter(({ path }) => path !== help.path).map((one) => bareWords(one, help.path));
  return { ...help, argument: { kind: 'none' }, runsCommand: false, commands: [...others, ...topics] };
}

/** A command that only leads to those below it. */
function bareWords(
  { name, summary, commands }: Pick<CommandWords, 'name' | 'summary' | 'commands'>,
  before: string,
): CommandWords {
  const path = `${before} ${name}`;
  return {
    path,
    name,
    summary,
    options: [],
    argument: { kind: 'none' },
    runsCommand: false,
    commands: commands.map((one) => bareWords(one, path)),
  };
}

function commandWords(command: Command, path: string, help: Help): CommandWords {
  const name = command.name();
  return {
    path,
    name,
    summary: command.summary() || command.description(),
    options: help.visibleOptions(command).map(optionWords),
    argument: argumentWords(command),
    runsCommand: command.registeredArguments.some(({ variadic }) => variadic),
    commands: shownCommands(command, help).map((child) =>
      commandWords(child, `${path} ${child.name()}`, help),
    ),
  };
}

function argumentWords(command: Command): ArgumentWords {
  const [first] = command.registeredArguments;
  if (first === undefined) return { kind: 'none' };
  if (first.argChoices) return { kind: 'words', words: first.argChoices };
  const noun = nounOfCommand(command.parent?.name());
  return { kind: noun !== undefined && first.name() === 'name' ? noun : 'text' };
}

function optionWords(option: Option): OptionWords {
  return {
    names: [option.long, option.short].flatMap((name) => name ?? []),
    description: option.description,
    value: valueWords(option),
  };
}

function valueWords(option: Option): ValueWords {
  if (!option.required && !option.optional) return { kind: 'none' };
  if (option.argChoices) return { kind: 'words', words: option.argChoices };
  // `--client` and its like name accounts, as the commands of the kind do.
  const noun = nounOfCommand(option.long?.slice(2));
  if (noun !== undefined) return { kind: noun };
  return { kind: /[<[](file|folder|path)/.test(option.flags) ? 'file' : 'text' };
}
