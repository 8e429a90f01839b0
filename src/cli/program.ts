import { Command } from 'commander';
import { accountNouns, nounOfCommand } from '../model/account-kind.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { escapeText } from '../views/escape.ts';
import { fittedHelp } from '../views/help-text.ts';
import { addAccountCommands } from './account/commands.ts';
import { addKnownAccounts } from './account/known-accounts.ts';
import { addCompletion } from './completion.ts';
import type { CreateContext } from './context.ts';
import { addDoctor } from './doctor.ts';
import { addGlobals } from './globals.ts';
import { addHelp } from './help.ts';
import { showMode } from './mode.ts';
import { addOrg } from './org/commands.ts';
import { addSandbox } from './sandbox/commands.ts';
import { explainUnknown } from './unknown-command.ts';
import { addUser } from './user/commands.ts';

/** The command line: it parses, and each command loads what it needs when it is called. */
export function buildProgram(
  version: string,
  streams: Pick<Terminal, 'out' | 'err' | 'outWidth'>,
  createContext: CreateContext,
): Command {
  const program = new Command('diverst')
    .description('One AWS account per client: create it, and keep others out of it.')
    .version(version)
    .exitOverride()
    .configureOutput({
      // Only help and the version come this way.
      writeOut: (text) => streams.out(fittedHelp(text, streams.outWidth ?? null)),
      writeErr: streams.err,
      // It repeats the words that it does not know.
      outputError: (text, write) => write(escapeText(text)),
    })
    .showHelpAfterError('(--help after the command shows its options and examples)')
    .addHelpText(
      'after',
      `
Examples:
  diverst --sandbox client init acme     a whole run without AWS
  diverst client init acme --dry-run     what would be done in your organization
  eval "$(diverst client assume acme)"   this shell into a client's account
  diverst client exec acme -- terraform apply
  diverst env exec staging -- terraform apply
  diverst org audit                      where reality differs, and who could get in`,
    );
  for (const noun of accountNouns) addAccountCommands(program, noun, createContext);
  addUser(program, createContext);
  addOrg(program, createContext);
  addDoctor(program, createContext);
  addSandbox(program, createContext);
  addCompletion(program, createContext);
  for (const noun of accountNouns) addKnownAccounts(program, noun, createContext);
  addHelp(program);
  for (const command of program.commands)
    if (['org', 'user'].includes(command.name()) || nounOfCommand(command.name()))
      showMode(command, createContext);
  explainUnknown(program);
  addGlobals(program);
  return program;
}
