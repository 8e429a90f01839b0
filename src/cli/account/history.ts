import type { Command } from 'commander';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { memberPolicy, policyText } from '../member-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import type { HistoryOptions } from './history-options.ts';

export function addHistory(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  typed(parent.command('history'))
    .summary(`who did what in the account of ${noun === 'client' ? 'a client' : 'an environment'}`)
    .description(
      `Show what was changed in the ${noun}’s account and by whom, newest first, from CloudTrail’s event history of ` +
        'the last 90 days. It needs no trail. Changes nothing.',
    )
    .argument('<name>', `the ${noun}`)
    .option('--since <time>', 'from when: 90m, 24h, 7d, a date or a time', '24h')
    .option('--until <time>', 'until when; a date includes that day (default: now)')
    .option('--who <name>', 'only what this person, user or service did; root and break-glass are names too')
    .option('--changes', 'leave out what only reads (the default without --failed and --event)')
    .option('--all', 'show every event, those that only read as well')
    .option('--failed', 'only what was refused or failed')
    .option('--event <name>', 'only events of this name: CreateRole, iam:CreateRole')
    .option('--resource <name>', 'only what was done to this: a name, an ID or an ARN')
    .option(
      '--tool <tool>',
      'only what was done with this tool, as the caller names it: terraform, console, aws-cli, …',
    )
    .option('--sessions', 'show who entered the account, when and why, and who was refused')
    .option('--regions <region...>', 'regions to look at, or all (default: yours and us-east-1)')
    .option('--limit <number>', 'stop after this many events')
    .option('--utc', 'show and read times in UTC, not in the local zone')
    .addOption(
      new TypedOption('--format <format>', 'what to print (default: text)').choices(['text', 'json', 'csv']),
    )
    .option('--role-arn <arn>', `the ${noun}’s role, if you may not read your groups`)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runHistory } = await import('./history-run.ts');
      await runHistory(
        { noun, name },
        options satisfies Exactly<HistoryOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const history = `diverst ${command} history ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(55, [
  [history, 'what was changed in the last 24 hours'],
  [`${history} --since 7d --who kim`, 'what kim changed this week'],
  [`${history} --since 7d --failed`, 'what was refused, reads too'],
  [`${history} --since 30d --resource ${example}-production`, 'what happened to a role'],
  [`${history} --since 30d --event ConsoleLogin --who root`, 'whether root signed in'],
  [`${history} --since 7d --sessions`, 'who entered the account, and why'],
  [`${history} --since 7d --regions eu-west-1`, 'what was changed in one region'],
  [`${history} --all --json`, 'every event, one JSON object a line'],
  [`${history} --profile management`, 'as an admin'],
])}

A name is proven if AWS vouches for it: the session was begun by a user of Ops, through the ${noun}’s role, whose trust
policy demands the user name as source identity. Other names are marked with ?: the caller chose them.

The event history holds management events of one region, 90 days back, with a delay of some minutes. AWS allows two
requests a second for each account and region, 50 events each.

Exit codes: 0 done, 1 failed, 64 usage, 130 interrupted.

Least policy of a member: what diverst ${command} assume needs, and cloudtrail:LookupEvents and iam:GetRole in the
${noun}’s role. For --sessions, cloudtrail:LookupEvents in Ops shows the attempts that were refused.
Least policy of an admin, in the management account (with your own organization.accessRole, if it is another):
${policyText(memberPolicy('OrganizationAccountAccessRole'))}
  The session of the access role is narrowed to cloudtrail:LookupEvents, a second one to iam:GetRole of one role.`;
}
