import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { defaultWhoLimit } from '../options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { auditFormats, type OrgAuditOptions } from './audit-options.ts';
import { auditPolicy } from './audit-policy.ts';
import { concurrencyOption } from './concurrency.ts';

const policy = policyText(auditPolicy(defaultStructure.accessRole));

/** What `org audit` and `org show` may do, as their help says it. */
export const auditPolicyHelp = `Least policy of the caller, in the management account (with your own organization.accessRole, if it is another):
${policy}
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListAccountsForParent too.
  Accounts are entered by the access role in sessions narrowed to IAMReadOnlyAccess: nothing can be changed.`;

const help = `
${globalsHelp()}

Examples:
  diverst org audit                                      findings, high severity first, and the next command
  diverst org audit --client acme --client globex        these clients only
  diverst org audit --env staging                        this environment only
  diverst org audit --json --output audit.json           a report to keep
  diverst org audit --since audit.json                   only what is new since then fails
  diverst org audit --who                                who changed it last, from 90 days of CloudTrail's events
  diverst org audit --fail-on high --format github       annotations in GitHub Actions
  diverst org audit --format markdown >> "$GITHUB_STEP_SUMMARY"
  diverst org audit --format sarif --output audit.sarif  for code scanning; junit for test reports

What each check means: diverst org checks. What is known and may stay: audit.ignore in diverst.config.yaml, each with
a reason and an expiry date. What can be fixed: diverst org repair.

Exit codes: 0 clean, 2 something differs at or above --fail-on (with --since: something new), 3 something could not be
audited (whatever else differs), 1 failed, 64 usage, 130 interrupted.

${auditPolicyHelp}
  With --who: cloudtrail:LookupEvents too. Each member account that a finding is about is entered once more, in a
  session that can look up events and do nothing else.`;

export function addOrgAudit(org: Command, createContext: CreateContext): void {
  typed(org.command('audit'))
    .summary('where reality differs, and who could get in')
    .description(
      'Read the organization, its accounts and their IAM, and report where they differ from the structure that is wanted. ' +
        'Changes nothing.',
    )
    .addOption(new TypedOption('--format <format>', 'what to write (default: text)').choices(auditFormats))
    .option('--output <file>', 'write the report to this file, whole or not at all, in place of stdout')
    .addOption(
      new TypedOption('--fail-on <severity>', 'the lowest severity that fails')
        .choices(['low', 'medium', 'high', 'none'])
        .default('medium'),
    )
    .option('--client <name...>', 'audit these clients only, beside what all share')
    .option('--env <name...>', 'the same for environments')
    .option('--label <key=value...>', 'audit only the clients and environments that have this label')
    .option('--since <file>', 'the JSON report of an earlier audit: mark what is new, known and fixed')
    .option('--all', 'with --since: show what is known in full, not in one line each')
    .option('--who', 'look up who changed last what each finding is about, and when')
    .option(
      '--who-limit <number>',
      `how many findings to look up with --who, the worst first (default: ${defaultWhoLimit})`,
    )
    .addOption(concurrencyOption())
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgAudit } = await import('./audit-run.ts');
      const version = org.parent?.version() ?? '';
      await runOrgAudit(
        options satisfies Exactly<OrgAuditOptions, typeof options>,
        version,
        createContext(readGlobals(self)),
      );
    });
}
