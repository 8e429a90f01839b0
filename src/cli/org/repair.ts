import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { orgRepairPolicy } from './repair-policy.ts';
import type { OrgRepairOptions } from './repair-run.ts';

const policy = policyText(orgRepairPolicy(defaultStructure));

const help = `
${globalsHelp()}

Examples:
  diverst org repair --dry-run                     what the audit found repairable, change nothing
  diverst org repair                               show the plan, ask, do it
  diverst org repair --only trust-broader:acme     one finding
  diverst org repair --only admin-broader          what only is taken away when it is named
  diverst org repair --only root-credentials:acme  the root user's password and keys, of one account
  diverst org repair --guardrails-on staging       try the guardrails in one account before its OU gets them
  diverst org repair --yes --json                  in a script: no question, one JSON object

What diverst did not make is only taken away when its check, or the very finding, is named with --only; so is an
account only moved out of an OU of your own, and a client of another group only granted to this one. Each thing is read
again before it is written: what somebody changed meanwhile is left alone, and reported. It ends with an audit.

Before diverst attaches a guardrail, it looks for what the guardrail would deny: in the trust policies of all roles, and
in the event history of the accounts, 90 days or the last 2,000 events. The plan lists what it found, and the key of
the configuration that excepts it. With --yes, such a guardrail is left out, and so is one if diverst could not look.

Exit codes: 0 all that was planned is done, whatever else is left; 3 something could not be audited, so that it was not
repaired; 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (with your own names, if they are others):
${policy}
  Where organization.adminPolicies lacks AdministratorAccess: iam:PutGroupPolicy on the group too.
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents and
  organizations:ListAccountsForParent too.`;

export function addOrgRepair(org: Command, createContext: CreateContext): void {
  typed(org.command('repair'))
    .summary('fix what the audit found')
    .description(
      'Fix what an audit finds and diverst can fix: shows the plan, asks, does it, and audits again. What needs a ' +
        'person to decide is left, and reported.',
    )
    .option('--only <finding...>', 'CHECK or CHECK:SUBJECT: these findings only; may be given several times')
    .option(
      '--guardrails-on <name>',
      'attach the guardrails to this client or environment alone, and repair nothing else',
    )
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option('--timeout <duration>', 'how long to wait for AWS in all', defaultTimeouts.orgRepair)
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgRepair } = await import('./repair-run.ts');
      await runOrgRepair(
        options satisfies Exactly<OrgRepairOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
