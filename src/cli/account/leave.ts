import type { Command } from 'commander';
import { type ShellName, shells } from '../../credentials/shells.ts';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import type { LeaveOptions } from './leave-run.ts';

export function addLeave(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  typed(parent.command('leave'))
    .summary(`forget ${a}’s credentials`)
    .description(
      `Print the lines that take ${a}’s credentials out of the shell, and drop the cached sessions of that ${noun}.`,
    )
    .argument('[name]', `the ${noun} (default: the one that this shell is in)`)
    .addOption(
      new TypedOption(
        '--format <shell>',
        'shell that reads the lines (default: the one that called)',
      ).choices(Object.keys(shells) as ShellName[]),
    )
    .option('--all', 'drop the cached sessions of every client and environment, and the MFA session')
    .option('--mfa', 'drop the MFA session too: the next command asks for a code')
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runLeave } = await import('./leave-run.ts');
      await runLeave(
        noun,
        name ?? null,
        options satisfies Exactly<LeaveOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const leave = `diverst ${command} leave`;
  return `
${globalsHelp()}

Examples:
${exampleLines(49, [
  [`eval "$(${leave})"`, `take this shell out of the ${noun} that it is in`],
  [
    `eval "$(${leave} ${example})"`,
    `drop the sessions of ${example}; take this shell out if it is in ${example}`,
  ],
  [`eval "$(${leave} --all)"`, 'drop every cached session, and the one that an MFA code opened'],
  [`${leave} | source`, 'fish'],
])}

The lines restore the AWS profile and the region that were set before diverst ${command} assume. If you have set other
keys, another profile or another region since then, they stay. Keys that you had set before cannot be restored: set
them again, or open another shell.
AWS does not end sessions early: diverst only forgets them.
If the command fails, it prints lines that take the shell out of the ${noun} and then fail.

Exit codes: 0 done, 1 failed, 64 usage.`;
}
