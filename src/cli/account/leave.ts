import type { Command } from 'commander';
import { type ShellName, shells } from '../../credentials/shells.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { LeaveOptions } from './leave-run.ts';

const help = `
${globalsHelp()}

Examples:
  eval "$(diverst client leave)"                 take this shell out of the client that it is in
  eval "$(diverst client leave acme)"            drop the sessions of acme; take this shell out if it is in acme
  eval "$(diverst client leave --all)"           drop every cached session, and the one that an MFA code opened
  diverst client leave | source                  fish

The lines restore the AWS profile and the region that were set before diverst client assume. If you have set other
keys, another profile or another region since then, they stay. Keys that you had set before cannot be restored: set
them again, or open another shell.
AWS does not end sessions early: diverst only forgets them.
If the command fails, it prints lines that take the shell out of the client and then fail.

Exit codes: 0 done, 1 failed, 64 usage.`;

export function addLeave(client: Command, createContext: CreateContext): void {
  typed(client.command('leave'))
    .summary('forget a client’s credentials')
    .description(
      'Print the lines that take a client’s credentials out of the shell, and drop the cached sessions of that client.',
    )
    .argument('[name]', 'the client (default: the one that this shell is in)')
    .addOption(
      new TypedOption(
        '--format <shell>',
        'shell that reads the lines (default: the one that called)',
      ).choices(Object.keys(shells) as ShellName[]),
    )
    .option('--all', 'drop the cached sessions of every client, and the MFA session')
    .option('--mfa', 'drop the MFA session too: the next command asks for a code')
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runLeave } = await import('./leave-run.ts');
      await runLeave(
        name ?? null,
        options satisfies Exactly<LeaveOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
