import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import { userNameRule } from '../../model/user-name.ts';
import { exampleLines } from '../account/example-lines.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { memberPolicy } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { UserAddOptions } from './add-run.ts';
import { policyHelp } from './policy-help.ts';

const { accessRole, people, kinds } = defaultStructure;
const production = kinds.client.group;

const help = `
${globalsHelp()}

Examples:
${exampleLines(48, [
  [`diverst --sandbox user add kim --group ${production}`, 'try it without AWS'],
  [`diverst user add kim --group ${production} --dry-run`, 'show the plan, change nothing'],
  [`diverst user add kim --group ${production}`, 'a person who has access to every client'],
  ['diverst user add kim', `only in the group ${people?.group ?? ''}: access to no client yet`],
  ['diverst user add kim --new-password', 'for a person who has lost the password'],
  ['diverst user add kim > text-for-kim.txt', 'the text to send in a file, the password on the terminal'],
])}

The text to send to the person goes to stdout. The first password goes to stderr, once, after everything else: send it in
another way than the text. diverst keeps it nowhere. With --json it is the field password of the object on stdout,
because a script has no other way to it: keep that output out of logs.

If a run is interrupted or fails, run the same command again: it does only what is still missing. A password that the
user has stays, even if you never saw it; to replace it, add --new-password.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

${policyHelp(memberPolicy(accessRole))}`;

export function addUserAdd(user: Command, createContext: CreateContext): void {
  typed(user.command('add'))
    .summary('create the IAM user of a person, and the text to send')
    .description(
      'Create the IAM user of a person in Ops, add it to the group for people and to the groups that you name, and ' +
        'set a first password that has to be changed. Prints the text to send to the person.',
    )
    .argument('<name>', `the user: ${userNameRule}, e.g. kim`)
    .option(
      '--group <name...>',
      `groups that give access, e.g. ${production} (default: the group for people alone)`,
    )
    .option('--new-password', 'replace the password of a user who has one')
    .option(
      '--confirm <name>',
      'the name again: agree to lock out a user who works by an access key without MFA',
    )
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.user)
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runUserAdd } = await import('./add-run.ts');
      await runUserAdd(
        name,
        options satisfies Exactly<UserAddOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
