import { Command, CommanderError, Option } from 'commander';
import { accountNouns, nounOfCommand } from '../model/account-kind.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { escapeText } from '../views/escape.ts';
import { helpText } from '../views/help-page.ts';
import { addAccountCommands } from './account/commands.ts';
import { addKnownAccounts } from './account/known-accounts.ts';
import { helpBlocks } from './command-help.ts';
import { addCompletion } from './completion.ts';
import { addConfig } from './config/commands.ts';
import type { CreateContext } from './context.ts';
import { addDoctor } from './doctor.ts';
import { addGlobals } from './globals.ts';
import { addHelp } from './help.ts';
import { addHelpNotes, type HelpNotes } from './help-notes.ts';
import { topicNames } from './help-topics.ts';
import { showMode } from './mode.ts';
import { addOrg } from './org/commands.ts';
import { addSandbox } from './sandbox/commands.ts';
import { addShellInit } from './shell-init.ts';
import { explainUnknown } from './unknown-command.ts';
import { addUser } from './user/commands.ts';

/** The command line: it parses, and each command loads what it needs when it is called. */
export function buildProgram(
  version: string,
  streams: Pick<Terminal, 'out' | 'err' | 'outWidth'>,
  createContext: CreateContext,
): Command {
  const width = streams.outWidth ?? 80;
  const program = new Command('diverst')
    .description('Create an AWS account for each client, and control who has access to it.')
    .optionsGroup('Global options:')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'show help for a command')
    .exitOverride()
    .configureHelp({ formatHelp: (command, help) => helpText(helpBlocks(command, help), width) })
    .configureOutput({
      writeOut: streams.out,
      writeErr: streams.err,
      // It repeats the words that it does not know.
      outputError: (text, write) => write(escapeText(text)),
    });
  addHelpNotes(program, () => notes);
  addCapitalVersion(program, version, streams);
  program.commandsGroup('Daily work:');
  for (const noun of accountNouns) addAccountCommands(program, noun, createContext);
  program.commandsGroup('Administration:');
  addOrg(program, createContext);
  addUser(program, createContext);
  program.commandsGroup('Tools:');
  addConfig(program, createContext);
  addDoctor(program, createContext);
  addSandbox(program, createContext);
  addShellInit(program, createContext);
  addCompletion(program, createContext);
  for (const noun of accountNouns) addKnownAccounts(program, noun, createContext);
  addHelp(program, streams.out, width);
  for (const command of program.commands)
    if (['org', 'user'].includes(command.name()) || nounOfCommand(command.name()))
      showMode(command, createContext);
  explainUnknown(program);
  addGlobals(program);
  return program;
}

const notes: HelpNotes = {
  examples: [
    ['diverst --sandbox client init acme', 'create a client without AWS'],
    ['diverst client init acme --dry-run', 'show the plan, change nothing'],
    ['eval "$(diverst client assume acme)"', 'use the client’s account in this shell'],
    ['diverst client exec acme -- terraform apply', 'run one command there'],
    ['diverst org audit', 'find drift and unintended access'],
  ],
  notes: [{ title: 'Help topics:', rows: topicNames.map(([name, summary]) => [`help ${name}`, summary]) }],
};

/** Other programs print their version for `-V`, as this one did. */
function addCapitalVersion(program: Command, version: string, { out }: Pick<Terminal, 'out'>): void {
  program.addOption(new Option('-V').hideHelp());
  program.on('option:V', () => {
    out(`${version}\n`);
    throw new CommanderError(0, 'commander.version', version);
  });
}
