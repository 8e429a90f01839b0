import type { Command } from 'commander';
import { defaultDays, defaultMonths, mostDays, mostMonths } from '../../model/cost-span.ts';
import { costMetrics } from '../../model/costs.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { costsBy, costsFormats, type OrgCostsOptions } from './costs-options.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst org costs', `the last ${defaultMonths} months, including this one`],
    ['diverst org costs --client acme --client globex', 'only these clients'],
    ['diverst org costs --label tier=gold', 'clients and environments with a label'],
    ['diverst org costs --by day --days 30', 'one column per day'],
    ['diverst org costs --format csv > costs.csv', 'for a spreadsheet'],
    ['diverst org costs --json --yes', 'exact amounts, without a question'],
  ],
  notes: [
    'The sum of all rows is the bill: each account has one row without tax, credits and refunds, which have rows of their own.',
    'Cost Explorer bills $0.01 for each page of an answer. diverst asks you before it sends a request, except with --yes ' +
      'or costs.ask: false in the configuration. It keeps an answer for 8 hours in a private file.',
    'Before the first use, enable Cost Explorer in the management account, and activate "IAM user and role access to Billing ' +
      'information". Both are possible only in the AWS console.',
  ],
  exitCodes: changeCodes.replace('4 declined', '4 price declined'),
  policy: withoutPaths('organizations:ListAccountsForParent'),
});

export function addOrgCosts(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('costs'))
    .summary('show what each account costs')
    .description('Show what each account of the organization costs, by month or by day, from Cost Explorer.')
    .option(
      '--months <number>',
      `how many months, including this one, 1 to ${mostMonths} (default: ${defaultMonths})`,
    )
    .option('--days <number>', `with --by day: how many days, 1 to ${mostDays} (default: ${defaultDays})`)
    .addOption(
      new TypedOption('--by <period>', 'one column per month or per day').choices(costsBy).default('month'),
    )
    .option('--client <name...>', 'only these clients')
    .option('--env <name...>', 'only these environments')
    .option('--label <key=value...>', 'only clients and environments that have this label')
    .addOption(
      new TypedOption('-f, --format <format>', 'output format (default: text)').choices(costsFormats),
    )
    .option('-y, --yes', 'accept the price without a question')
    .optionsGroup('Advanced options:')
    .addOption(
      new TypedOption('--metric <metric>', 'which costs (default: costs.metric, or unblended)').choices(
        costMetrics,
      ),
    )
    .option('--no-cache', 'ask Cost Explorer even if diverst has an answer from the last 8 hours')
    .action(async (options, self) => {
      const { runOrgCosts } = await import('./costs-run.ts');
      await runOrgCosts(
        options satisfies Exactly<OrgCostsOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async () => (await import('./costs-policy.ts')).costsPolicy],
  ]);
  addHelpNotes(command, help);
}
