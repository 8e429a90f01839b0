import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { CloseOptions } from './close-run.ts';

export function addClose(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const command = typed(parent.command('close'))
    .summary(`close ${withArticle({ noun })}’s account permanently`)
    .description(
      `Close the account of ${withArticle({ noun })}: diverst removes the grants in Ops, then asks AWS to close the account. ` +
        'After 90 days, AWS deletes the account with everything in it.',
    )
    .argument('<name>', `the ${noun}`)
    .option('--confirm <name>', `do not ask; the name of the ${noun} again`)
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'not enough to close an account: use --confirm')
    .option('--account-id <id>', 'ID of the account, if its email address or its tag does not identify it')
    .optionsGroup('Advanced options:')
    .option('--no-wait', 'do not wait until AWS shows that the account is closing')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.accountClose)
    .action(async (name, options, self) => {
      const { runClose } = await import('./close-run.ts');
      await runClose(
        { noun, name },
        options satisfies Exactly<CloseOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async (structure) => (await import('./close-policy.ts')).accountClosePolicy(structure)],
  ]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const close = `diverst ${command} close ${example}`;
  return {
    examples: [
      [`${close} --dry-run`, 'show the plan, change nothing'],
      [close, 'show the plan, ask for the name, apply it'],
      [`${close} --confirm ${example} --json`, 'in a script: no question, JSON'],
    ],
    notes: [
      'If a run is interrupted or fails, run the same command again: it does only what is still missing.',
    ],
    exitCodes: changeCodes,
    policy: withoutPaths(),
  };
}
