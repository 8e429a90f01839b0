import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText, revokingPolicy } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import type { RevokeOptions } from './revoke-run.ts';

export function addRevoke(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  typed(parent.command('revoke'))
    .summary(`end the sessions in ${withArticle({ noun })}’s account, and lock a person`)
    .description(
      `End the sessions of the ${noun}’s role, for a lost laptop or a person who leaves. With --person, lock the ` +
        'person’s user in Ops first, and end only that person’s sessions if they can be distinguished.',
    )
    .argument('[name]', `the ${noun}; --all for every one`)
    .option('--all', `end sessions in the accounts of all ${noun}s`)
    .option('--label <key=value...>', `end them in those of all ${noun}s that have this label`)
    .option(
      '--person <user>',
      'the user in Ops who is locked and whose sessions end (default: everybody’s sessions)',
    )
    .option('--lift', 'delete the policies that end sessions, and with --person the lock')
    .option('--since <time>', 'how far back to look for what was created through the sessions', '90d')
    .option('--no-look', 'do not look for it')
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.accountRevoke)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runRevoke } = await import('./revoke-run.ts');
      await runRevoke(
        noun,
        name,
        options satisfies Exactly<RevokeOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const revoke = `diverst ${command} revoke`;
  const policy = policyText(revokingPolicy(defaultStructure.accessRole));
  return `
${globalsHelp()}

Examples:
${exampleLines(52, [
  [`${revoke} --all --person kim --dry-run`, 'whose sessions would end where'],
  [`${revoke} --all --person kim`, 'kim leaves, or kim’s laptop is lost'],
  [`${revoke} ${example}`, `end everybody’s sessions in one account`],
  [`${revoke} --label tier=gold`, `in those of all ${noun}s that have this label`],
  [`${revoke} --all --person kim --lift`, 'the laptop was found: let kim in again'],
])}

With --person, diverst first denies the user in Ops everything, deactivates the user’s access keys and deletes the
password. Then it writes a policy into the ${noun}’s role that denies everything to the sessions that this person began
before a minute from now, by the clock of AWS: the lock may take that long to reach all of AWS. If the role’s trust
policy has not demanded the user name as source identity for at least 12 hours, the person’s sessions cannot be
distinguished from the others: then everybody’s sessions end, and the plan says so.
CloudTrail shows a change of a trust policy after some minutes: within those, leave out --person to be sure.

Without --person, the sessions of the account’s CI roles end as well. With --person they go on: they belong to jobs, not
to people. A job that still gets tokens begins a new session, so stop the pipeline first.

Running it again ends the sessions that began since. --lift leaves access keys inactive and the password deleted.
12 hours later no session is left that a policy ends: diverst org audit reports the policy, and org repair deletes it.

Not ended: sessions of the access role ${defaultStructure.accessRole} (--break-glass) and of other roles, and whatever
was created through the sessions. diverst lists the roles, users, access keys, passwords, identity providers and sessions
of other roles that it finds in the event history of each account, which takes some seconds for each.

Exit codes: 0 done, 1 failed in some account, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  iam:ListAttachedUserPolicies only tells whether a person who is not in Ops is a user of the management account.
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents and
  organizations:ListAccountsForParent too.`;
}
