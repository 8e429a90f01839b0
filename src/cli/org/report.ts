import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { auditPolicyHelp } from './audit.ts';
import { concurrencyOption } from './concurrency.ts';
import type { OrgReportOptions } from './report-run.ts';

const help = `
${globalsHelp()}

Examples:
  diverst org report --output organization.html                     open it in any browser, print it, or send it
  diverst org report --output organization.html --since audit.json  what is new since then first
  diverst org report --output organization.html --history           what changed in each account in the last 7 days
  diverst org report --output acme.html --client acme --history     one client, to hand over: who can get in and came in
  diverst org report --output organization.html --costs             with what every account costs
  diverst org report --output organization.html --json              what was written, for a script

The page is one file that loads nothing and sends nothing. It says where the organization is weak, so only you can
read it (mode 600); it holds no credentials.

Exit codes: 0 the page was written, whatever it says, 3 it was written and says what could not be audited, 1 failed,
4 you declined the price of --costs, 64 usage, 130 interrupted. To let findings fail a run, use diverst org audit.

${auditPolicyHelp}
  With --costs: ce:GetCostAndUsage too.`;

export function addOrgReport(org: Command, createContext: CreateContext): void {
  typed(org.command('report'))
    .summary('the organization on one page, as HTML')
    .description(
      'Audit the organization and write one HTML page about it: the tree of its accounts, the findings and how to fix ' +
        'them, and what protects every account. Changes nothing.',
    )
    .option('--output <file>', 'write the page to this file, whole or not at all (required)')
    .option(
      '--client <name>',
      'a page about this client alone, which names no other account: evidence to hand over',
    )
    .option('--env <name>', 'the same about an environment')
    .option(
      '--history',
      'also read the event history of the accounts: changes of the last 7 days; with --client or --env, who came in and ' +
        'what changed in the last 90 days',
    )
    .option(
      '--costs',
      'also show what the accounts cost in the last 6 months: Cost Explorer bills $0.01 a page',
    )
    .option('--yes', 'with --costs: agree to the price without being asked')
    .option('--since <file>', 'the JSON report of an earlier audit: mark what is new, known and fixed')
    .addOption(concurrencyOption())
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgReport } = await import('./report-run.ts');
      const version = org.parent?.version() ?? '';
      await runOrgReport(
        options satisfies Exactly<OrgReportOptions, typeof options>,
        version,
        createContext(readGlobals(self)),
      );
    });
}
