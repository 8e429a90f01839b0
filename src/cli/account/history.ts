import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { HistoryOptions } from './history-options.ts';

export function addHistory(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const command = typed(parent.command('history'))
    .summary(`show who did what in ${withArticle({ noun })}’s account`)
    .description(
      `Show what was changed in the ${noun}’s account and by whom, newest first. diverst reads CloudTrail’s event history ` +
        'of the last 90 days, which needs no trail.',
    )
    .argument('<name>', `the ${noun}`)
    .option('--since <time>', 'start: 90m, 24h, 7d, a date or a time', '24h')
    .option('--until <time>', 'end; a date includes that day (default: now)')
    .option('--who <name>', 'only of this person or service, root or break-glass')
    .option('--changes', 'only changes (default, except with --failed or --event)')
    .option('--all', 'every event, including those that only read')
    .option('--failed', 'only events that AWS denied or that failed')
    .option('--event <name>', 'only events with this name: CreateRole, iam:CreateRole')
    .option('--resource <name>', 'only events about this name, ID or ARN')
    .option('--tool <tool>', 'only events of this tool: terraform, console, …')
    .option('--sessions', 'who entered the account, when and why, and who was denied')
    .addOption(
      new TypedOption('-f, --format <format>', 'output format (default: text)').choices([
        'text',
        'json',
        'csv',
      ]),
    )
    .optionsGroup('Advanced options:')
    .option('--regions <region...>', 'regions to read, or all (default: yours and us-east-1)')
    .option('--limit <number>', 'stop after this many events')
    .option('--utc', 'use UTC instead of your time zone')
    .option('--role-arn <arn>', `the ${noun}’s role, if you cannot read your groups`)
    .action(async (name, options, self) => {
      const { runHistory } = await import('./history-run.ts');
      await runHistory(
        { noun, name },
        options satisfies Exactly<HistoryOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    printMemberPolicy,
    ['management', async ({ accessRole }) => (await import('../member-policy.ts')).memberPolicy(accessRole)],
  ]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const history = `diverst ${command} history ${example}`;
  return {
    examples: [
      [history, 'changes of the last 24 hours'],
      [`${history} --since 7d --who kim`],
      [`${history} --since 7d --failed`],
      [`${history} --since 30d --resource ${example}-production`],
      [`${history} --since 30d --event ConsoleLogin --who root`],
      [`${history} --since 7d --sessions`, 'who entered, and why'],
      [`${history} --all --json`, 'one object per line'],
      [`${history} --profile management`, 'as an admin'],
    ],
    notes: [
      `A name is proven if AWS vouches for it: a user of Ops opened the session through the ${noun} role, and the trust ` +
        'policy of the role requires the user name as source identity. Other names are marked with ?, because the ' +
        'person who opened the session chose them.',
      'The event history contains management events of one region, with a delay of some minutes. AWS allows two requests per second, with ' +
        '50 events each.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
    policy:
      `For a member of a group, the ${noun} role needs cloudtrail:LookupEvents and iam:GetRole; to see denied attempts with ` +
      '--sessions, your user in Ops needs cloudtrail:LookupEvents. In the management account, sessions of the access role ' +
      'can only look up events and read one role.',
  };
}
