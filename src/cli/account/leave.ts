import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { shellOption } from '../shell-option.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { LeaveOptions } from './leave-run.ts';

export function addLeave(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('leave'))
    .summary(`remove ${a}’s credentials from this shell`)
    .description(
      `Print lines that remove ${a}’s credentials from your shell, and delete the cached sessions of that ${noun}.`,
    )
    .argument('[name]', `the ${noun} (default: the one of this shell)`)
    .addOption(shellOption())
    .option('--all', 'delete the cached sessions of every client and environment, and the MFA session')
    .option('--mfa', 'also delete the MFA session: the next command asks for a code')
    .action(async (name, options, self) => {
      const { runLeave } = await import('./leave-run.ts');
      await runLeave(
        noun,
        name ?? null,
        options satisfies Exactly<LeaveOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const leave = `diverst ${command} leave`;
  return {
    examples: [
      [`eval "$(${leave})"`, `the ${noun} of this shell`],
      [`eval "$(${leave} ${example})"`, `only if this shell is in ${example}`],
      [`eval "$(${leave} --all)"`, 'every cached session, and the MFA session'],
      [`${leave} | source`, 'in fish'],
    ],
    notes: [
      `The lines restore the AWS profile and the region from before diverst ${command} assume. If you have set other ` +
        'values since then, your values stay. Keys that you had set before cannot be restored: set them again, or open another shell.',
      'AWS does not end a session early: diverst only deletes its copy of the credentials.',
      'If the command fails, it prints lines that remove the credentials from your shell and then fail.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
  };
}
