import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { defaultConcurrency } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { auditPolicyHelp } from './audit.ts';
import type { OrgReportOptions } from './report-run.ts';

const help = `
${globalsHelp()}

Examples:
  diverst org report --output organization.html

${auditPolicyHelp}`;

export function addOrgReport(org: Command, createContext: CreateContext): void {
  typed(org.command('report'))
    .summary('the organization on one page, as HTML')
    .description('Audit the organization and write one HTML page about it. Changes nothing.')
    .requiredOption('--output <file>', 'write the page to this file, whole or not at all')
    .option(
      '--concurrency <number>',
      'how many accounts to read at a time, 1 to 200',
      String(defaultConcurrency),
    )
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
