import type { Command } from 'commander';
import { systemWords } from '../../model/system-words.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { auditPolicyNote } from './audit.ts';
import { concurrencyOption } from './concurrency.ts';
import type { OrgReportOptions } from './report-run.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst org report --output organization.html'],
    ['diverst org report --output organization.html --since audit.json', 'new findings first'],
    ['diverst org report --output organization.html --history', 'with recent changes'],
    ['diverst org report --output acme.html --client acme --history', 'one client'],
    ['diverst org report --output organization.html --costs'],
  ],
  notes: [
    'The page is one file that loads nothing and sends nothing. It contains no credentials, but it shows the weak points of the ' +
      `organization: ${systemWords().privateFile}.`,
    'Findings do not change the exit code. To make a run fail because of findings, use diverst org audit.',
  ],
  exitCodes:
    '0 page written, 3 page written but something could not be audited, 1 failed, 4 price declined, 64 wrong usage, 130 ' +
    'interrupted',
  policy: `With --history and --costs, the policy includes what they need. ${auditPolicyNote}`,
});

export function addOrgReport(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('report'))
    .summary('write an HTML page about the organization')
    .description(
      'Audit the organization and write one HTML page about it: the tree of its accounts, the findings and how to fix ' +
        'them, and what protects every account. The command changes nothing.',
    )
    .option('-o, --output <file>', 'write the page to this file, and only if it is complete (required)')
    .option('--client <name>', 'a page about this client only, which names no other account')
    .option('--env <name>', 'a page about this environment only')
    .option(
      '--history',
      'also show changes of the last 7 days; with --client or --env, sessions and changes of the last 90 days',
    )
    .option('--costs', 'also show costs of the last 6 months; Cost Explorer bills $0.01 per page')
    .option('-y, --yes', 'with --costs: accept the price without a question')
    .option('--since <file>', 'JSON report of an earlier audit: mark findings as new, known or fixed')
    .optionsGroup('Advanced options:')
    .addOption(concurrencyOption())
    .action(async (options, self) => {
      const { runOrgReport } = await import('./report-run.ts');
      const version = org.parent?.version() ?? '';
      await runOrgReport(
        options satisfies Exactly<OrgReportOptions, typeof options>,
        version,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    [
      'management',
      async ({ accessRole }, { costs, history }) => {
        const { auditPolicy } = await import('./audit-policy.ts');
        return auditPolicy(accessRole, [
          ...(costs ? ['ce:GetCostAndUsage'] : []),
          ...(history ? ['cloudtrail:LookupEvents'] : []),
        ]);
      },
    ],
  ]);
  addHelpNotes(command, help);
}
