import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultWhoLimit } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { auditFormats, type OrgAuditOptions } from './audit-options.ts';
import { concurrencyOption } from './concurrency.ts';

/** What no policy can know of commands that audit. */
export const auditPolicyNote = `diverst limits its sessions in member accounts to IAMReadOnlyAccess: they cannot change anything. ${withoutPaths('organizations:ListAccountsForParent')}`;

const help = (): HelpNotes => ({
  examples: [
    ['diverst org audit'],
    ['diverst org audit --client acme --client globex', 'only these clients'],
    ['diverst org audit --json --output audit.json', 'a report to keep'],
    ['diverst org audit --since audit.json', 'fail only if a finding is new'],
    ['diverst org audit --who', 'show who changed it last'],
    ['diverst org audit --fail-on high --format github', 'for GitHub Actions'],
    ['diverst org audit --format sarif --output audit.sarif'],
  ],
  notes: [
    'diverst org checks explains each check, and diverst org repair fixes what it can. To accept a finding, add it to ' +
      'audit.ignore in diverst.config.yaml, with a reason and an expiry date.',
  ],
  exitCodes:
    '0 clean, 2 a finding at or above --fail-on (with --since, a new one), 3 something could not be audited, 1 failed, ' +
    '64 wrong usage, 130 interrupted',
  policy: `With --who, the policy includes cloudtrail:LookupEvents. ${auditPolicyNote}`,
});

export function addOrgAudit(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('audit'))
    .summary('find drift and unintended access')
    .description(
      'Read the organization, its accounts and their IAM, and report where they drift from the structure that you want. ' +
        'The command changes nothing.',
    )
    .addOption(
      new TypedOption('-f, --format <format>', 'output format (default: text)').choices(auditFormats),
    )
    .option('-o, --output <file>', 'write the report to this file, and only if it is complete')
    .addOption(
      new TypedOption('--fail-on <severity>', 'exit with 2 for findings of at least this severity')
        .choices(['low', 'medium', 'high', 'none'])
        .default('medium'),
    )
    .option('--client <name...>', 'audit only these clients, plus everything they share')
    .option('--env <name...>', 'audit only these environments, plus everything they share')
    .option('--label <key=value...>', 'audit only the clients and environments that have this label')
    .option('--since <file>', 'JSON report of an earlier audit: mark findings as new, known or fixed')
    .option('--all', 'with --since: show known findings in full')
    .option('--who', 'show who last changed what each finding is about, and when')
    .optionsGroup('Advanced options:')
    .option(
      '--who-limit <number>',
      `with --who: how many findings, most severe first (default: ${defaultWhoLimit})`,
    )
    .addOption(concurrencyOption())
    .action(async (options, self) => {
      const { runOrgAudit } = await import('./audit-run.ts');
      const version = org.parent?.version() ?? '';
      await runOrgAudit(
        options satisfies Exactly<OrgAuditOptions, typeof options>,
        version,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    [
      'management',
      async ({ accessRole }, { who }) => {
        const { auditPolicy } = await import('./audit-policy.ts');
        return auditPolicy(accessRole, who ? ['cloudtrail:LookupEvents'] : []);
      },
    ],
  ]);
  addHelpNotes(command, help);
}
