import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { UserRemoveOptions } from './remove-run.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst user remove kim --dry-run', 'show the plan, change nothing'],
    ['diverst user remove kim', 'show the plan, ask for the name, apply it'],
    ['diverst user remove kim --revoke-sessions', 'also end the sessions'],
    ['diverst user remove kim --confirm kim --json', 'in a script: no question'],
  ],
  notes: [
    'diverst locks the user first: it denies everything, deactivates the access keys and deletes the password. Then diverst deletes ' +
      'the access keys, the MFA devices, the groups and policies of the user, and at last the user. It deletes only what the ' +
      'plan shows: if the user gets something else meanwhile, the command stops, reports it, and the user stays locked.',
    'Without --revoke-sessions, open sessions in clients’ accounts continue until they expire. With it, diverst ends them ' +
      'before it deletes the user, as diverst client revoke --all --person NAME and diverst env revoke do. If that fails in one ' +
      'account, the user stays, locked. diverst prints the commands that list what was created through the sessions.',
    'If a run is interrupted or fails, run the same command again: it does only what is still missing.',
  ],
  exitCodes: changeCodes,
  policy: withoutPaths(),
});

export function addUserRemove(user: Command, createContext: CreateContext): void {
  const command = typed(user.command('remove'))
    .summary('delete a person’s IAM user, and everything that belongs to it')
    .description(
      'Delete the IAM user of a person in Ops, with its access keys, password, MFA devices, certificates, SSH keys, ' +
        'service-specific credentials and policies. diverst shows all of it first.',
    )
    .argument('<name>', 'the user')
    .option('--revoke-sessions', 'end the sessions of the person in all clients and environments')
    .option('--confirm <name>', 'do not ask; the name of the user again')
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'not enough to delete a user: use --confirm')
    .optionsGroup('Advanced options:')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.user)
    .action(async (name, options, self) => {
      const { runUserRemove } = await import('./remove-run.ts');
      await runUserRemove(
        name,
        options satisfies Exactly<UserRemoveOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    [
      'management',
      async ({ accessRole }) => (await import('../member-policy.ts')).revokingPolicy(accessRole),
    ],
  ]);
  addHelpNotes(command, help);
}
