import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import { exampleLines } from '../account/example-lines.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { memberPolicy } from '../member-policy.ts';
import { typed } from '../typed-command.ts';
import { policyHelp } from './policy-help.ts';

const help = `
${globalsHelp()}

Examples:
${exampleLines(32, [
  ['diverst user list', 'a line for each user'],
  ['diverst user list --json', 'access keys, MFA devices and all times, for a script'],
])}

When a password or an access key was last used is what AWS records: it may be hours old.

${policyHelp(memberPolicy(defaultStructure.accessRole))}`;

export function addUserList(user: Command, createContext: CreateContext): void {
  typed(user.command('list'))
    .summary('the IAM users in Ops, and what they sign in with')
    .description(
      'List the IAM users in Ops: their groups, whether they have a password and MFA, their access keys, and when they ' +
        'were last active.',
    )
    .addHelpText('after', help)
    .action(async (_options, self) => {
      const { runUserList } = await import('./list-run.ts');
      await runUserList(createContext(readGlobals(self)));
    });
}
