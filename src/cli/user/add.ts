import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import { userNameRule } from '../../model/user-name.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { UserAddOptions } from './add-run.ts';

const { people, kinds } = defaultStructure;
const production = kinds.client.group;

const help = (): HelpNotes => ({
  examples: [
    [`diverst user add kim --group ${production} --dry-run`, 'show the plan'],
    [`diverst user add kim --group ${production}`, 'access to every client'],
    ['diverst user add kim', `only in the group ${people?.group ?? ''}: no access to clients`],
    ['diverst user add kim --new-password', 'if kim has lost the password'],
    ['diverst user add kim > text-for-kim.txt', 'the text to send, in a file'],
  ],
  notes: [
    'diverst prints the text to send to the person to stdout. It prints the first password to stderr, once, at the end, and stores ' +
      'it nowhere. Send the password separately from the text. With --json, stdout contains the password too: keep it ' +
      'out of logs.',
    'If a run is interrupted or fails, run the same command again: it does only what is still missing. A password that ' +
      'the user has stays, even if you have never seen it. To replace it, add --new-password.',
  ],
  exitCodes: changeCodes,
  policy: withoutPaths(),
});

export function addUserAdd(user: Command, createContext: CreateContext): void {
  const command = typed(user.command('add'))
    .summary('create a person’s IAM user, and the text to send')
    .description(
      'Create the IAM user of a person in Ops, add the user to the group for people and to the groups that you name, and ' +
        'set a first password that the person must change. diverst prints the text to send to the person.',
    )
    .argument('<name>', `the user: ${userNameRule}`)
    .option(
      '--group <name...>',
      `groups that give access, such as ${production} (default: only the group for people)`,
    )
    .option('--new-password', 'replace the password of a user who has one')
    .option(
      '--confirm <name>',
      'the name again: agree to lock out a user who works with an access key and without MFA',
    )
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .optionsGroup('Advanced options:')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.user)
    .action(async (name, options, self) => {
      const { runUserAdd } = await import('./add-run.ts');
      await runUserAdd(
        name,
        options satisfies Exactly<UserAddOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async ({ accessRole }) => (await import('../member-policy.ts')).memberPolicy(accessRole)],
  ]);
  addHelpNotes(command, help);
}
