import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import { exampleLines } from '../account/example-lines.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { revokingPolicy } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { policyHelp } from './policy-help.ts';
import type { UserRemoveOptions } from './remove-run.ts';

const help = `
${globalsHelp()}

Examples:
${exampleLines(48, [
  ['diverst user remove kim --dry-run', 'show the plan, change nothing'],
  ['diverst user remove kim', 'show the plan, ask for the name of the user, do it'],
  ['diverst user remove kim --revoke-sessions', 'end the sessions in all clients and environments, too'],
  ['diverst user remove kim --confirm kim --json', 'in a script: no question, one JSON object'],
])}

First the user is locked: everything is denied to it, its access keys are inactive, its password is deleted. Then diverst
deletes its access keys, MFA devices, groups and policies, and at last the user. diverst deletes only what the plan shows:
if the user gets something else meanwhile, the command stops with the user locked, and says so.

Sessions in clients' accounts go on until they end by themselves. With --revoke-sessions, diverst ends them between the
two, as diverst client revoke --all --person NAME and diverst env revoke do. If it does not succeed in every account, the
user stays, locked. It does not look for what was created through the sessions: it prints the commands that list it.

If a run is interrupted or fails, run the same command again: it does only what is still missing.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

${policyHelp(revokingPolicy(defaultStructure.accessRole))}`;

export function addUserRemove(user: Command, createContext: CreateContext): void {
  typed(user.command('remove'))
    .summary('delete the IAM user of a person, with everything that it has')
    .description(
      'Delete the IAM user of a person in Ops, with its access keys, password, MFA devices, certificates, SSH keys, ' +
        'service-specific credentials and policies. Shows all of it first.',
    )
    .argument('<name>', 'the user')
    .option('--revoke-sessions', 'end the sessions of the person in all clients and environments')
    .option('--confirm <name>', 'do not ask; the name of the user again')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'is not enough by itself: use --confirm')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.user)
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runUserRemove } = await import('./remove-run.ts');
      await runUserRemove(
        name,
        options satisfies Exactly<UserRemoveOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
