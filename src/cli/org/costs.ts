import type { Command } from 'commander';
import { defaultDays, defaultMonths, mostDays, mostMonths } from '../../model/cost-span.ts';
import { costMetrics } from '../../model/costs.ts';
import { exampleLines } from '../account/example-lines.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { costsBy, costsFormats, type OrgCostsOptions } from './costs-options.ts';
import { costsPolicy } from './costs-policy.ts';

const priceHelp = `Cost Explorer bills $0.01 for each page of an answer. diverst asks you before it sends a request, unless you give --yes
or the configuration says costs: { ask: false }. An answer is kept for 8 hours in a private file.`;

const help = `
${globalsHelp()}

Examples:
${exampleLines(46, [
  ['diverst org costs', `the last ${defaultMonths} months, this one included`],
  ['diverst org costs --client acme --client globex', 'these clients only'],
  ['diverst org costs --label tier=gold', 'the clients and environments with this label'],
  ['diverst org costs --by day --days 30', 'a column for each day'],
  ['diverst org costs --format csv > costs.csv', 'for a spreadsheet'],
  ['diverst org costs --json --yes', 'exact amounts as text, without a question'],
])}

Each account has one row without tax, credits and refunds, which have rows of their own: the sum of all rows is the bill.

${priceHelp}

Exit codes: 0 shown, 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account:
${policyText(costsPolicy)}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListAccountsForParent too.
  The management account must also have Cost Explorer enabled, and "IAM user and role access to Billing information"
  activated: a person does both once, in the AWS console.`;

export function addOrgCosts(org: Command, createContext: CreateContext): void {
  typed(org.command('costs'))
    .summary('what each account costs')
    .description(
      'Show what each account of the organization costs, by month or by day, as Cost Explorer counts it.',
    )
    .option(
      '--months <number>',
      `how many months, this one included, 1 to ${mostMonths} (default: ${defaultMonths})`,
    )
    .option('--days <number>', `with --by day: how many days, 1 to ${mostDays} (default: ${defaultDays})`)
    .addOption(
      new TypedOption('--by <period>', 'a column for each month or day').choices(costsBy).default('month'),
    )
    .addOption(
      new TypedOption('--metric <metric>', 'which costs (default: costs.metric, or unblended)').choices(
        costMetrics,
      ),
    )
    .option('--client <name...>', 'show these clients only')
    .option('--env <name...>', 'the same for environments')
    .option('--label <key=value...>', 'show only the clients and environments that have this label')
    .addOption(new TypedOption('--format <format>', 'what to write (default: text)').choices(costsFormats))
    .option('--no-cache', 'ask Cost Explorer even if an answer of the last 8 hours is kept')
    .option('--yes', 'agree to the price without being asked')
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgCosts } = await import('./costs-run.ts');
      await runOrgCosts(
        options satisfies Exactly<OrgCostsOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
