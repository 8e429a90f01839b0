import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { RevokeOptions } from './revoke-run.ts';

export function addRevoke(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const command = typed(parent.command('revoke'))
    .summary(`end sessions in ${withArticle({ noun })}’s account, and lock a person`)
    .description(
      `End the sessions of the ${noun} role: for a lost laptop, or if a person leaves. With --person, diverst locks the ` +
        'person’s user in Ops first, and ends only the sessions of that person if it can distinguish them.',
    )
    .argument('[name]', `the ${noun}, or use --all`)
    .option('--person <user>', 'the user in Ops to lock, whose sessions end (default: all sessions end)')
    .option('--all', `end sessions in the accounts of all ${noun}s`)
    .option('--label <key=value...>', `end sessions in the accounts of the ${noun}s that have this label`)
    .option('--lift', 'delete the policies that end sessions, and with --person the lock')
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .optionsGroup('Advanced options:')
    .option('--since <time>', 'how far back to search for what the sessions created', '90d')
    .option('--no-look', 'do not search for what the sessions created')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.accountRevoke)
    .action(async (name, options, self) => {
      const { runRevoke } = await import('./revoke-run.ts');
      await runRevoke(
        noun,
        name,
        options satisfies Exactly<RevokeOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    [
      'management',
      async ({ accessRole }) => (await import('../member-policy.ts')).revokingPolicy(accessRole),
    ],
  ]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const revoke = `diverst ${command} revoke`;
  return {
    examples: [
      [`${revoke} --all --person kim --dry-run`, 'show which sessions would end'],
      [`${revoke} --all --person kim`, 'kim leaves, or has lost a laptop'],
      [`${revoke} ${example}`, 'end all sessions in one account'],
      [`${revoke} --all --person kim --lift`, 'the laptop was found'],
    ],
    notes: [
      'With --person, diverst denies everything to the user in Ops, deactivates the access keys and deletes the password. ' +
        `Then it adds a policy to each ${noun} role that denies everything to the sessions that this person has opened, until one ` +
        'minute from now: AWS can take that long to apply the lock.',
      'If a role has not required the user name as source identity for at least 12 hours, diverst cannot distinguish the ' +
        'sessions: all sessions of the role end, and the plan shows this. CloudTrail shows a change of a trust policy after ' +
        'some minutes. To be sure within those minutes, leave out --person.',
      'Sessions of CI roles end only without --person. Stop the pipeline first: a job that still gets tokens opens a new session.',
      'Sessions that were opened since then end if you run the command again. --lift does not restore access keys or the ' +
        'password. After 12 hours the policy has no effect any more, and org repair deletes it.',
      `Sessions of the access role ${defaultStructure.accessRole} and of other roles do not end, and nothing that was created through the sessions ` +
        'is deleted. diverst lists the roles, users, keys, passwords, identity providers and sessions of other ' +
        'roles that it finds in the event history.',
    ],
    exitCodes: changeCodes.replace('1 failed', '1 failed in an account'),
    policy:
      'iam:ListAttachedUserPolicies only shows whether a person who has no user in Ops has one in the management account. ' +
      withoutPaths('organizations:ListParents and organizations:ListAccountsForParent'),
  };
}
