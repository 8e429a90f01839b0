import type { Command } from 'commander';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { StatusOptions } from './status-run.ts';

export function addStatus(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const command = typed(parent.command('status'))
    .summary(`show which ${noun} this shell is in, and until when`)
    .description(`Show which ${noun} this shell is in, with which role and until when.`)
    .option('--check', 'ask AWS whether it accepts the credentials')
    .action(async (options, self) => {
      const { runStatus } = await import('./status-run.ts');
      await runStatus(
        noun,
        options satisfies Exactly<StatusOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const status = `diverst ${accountWords[noun].command} status`;
  return {
    examples: [[status], [`${status} --check`, 'ask AWS as well'], [`${status} --json`, 'for a program']],
    notes: [
      'Without --check, diverst reads the variables of this shell and its own cache, and does not call AWS. --check ' +
        'calls sts:GetCallerIdentity, which needs no permission.',
    ],
    exitCodes: `0 the shell is in ${noun === 'client' ? 'a client' : 'an environment'} and its credentials are valid, 1 it is not, 64 wrong usage`,
  };
}
