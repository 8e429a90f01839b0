import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { UserListOptions } from './list-run.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst user list', 'one line per user'],
    ['diverst user list --json', 'also access keys, MFA devices and all times'],
    ['diverst user list --format csv', 'for a spreadsheet'],
  ],
  notes: ['AWS records the last use of a password or an access key with a delay of up to some hours.'],
  exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
  policy: withoutPaths(),
});

export function addUserList(user: Command, createContext: CreateContext): void {
  const command = typed(user.command('list'))
    .summary('list the IAM users in Ops, and how they sign in')
    .description(
      'List the IAM users in Ops: their groups, whether they have a password and MFA, their access keys, and when they ' +
        'were last active.',
    )
    .addOption(
      new TypedOption('-f, --format <format>', 'what to print, text by default').choices([
        'text',
        'json',
        'csv',
      ] as const),
    )
    .action(async (options, self) => {
      const { runUserList } = await import('./list-run.ts');
      await runUserList(
        options satisfies Exactly<UserListOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async ({ accessRole }) => (await import('../member-policy.ts')).memberPolicy(accessRole)],
  ]);
  addHelpNotes(command, help);
}
