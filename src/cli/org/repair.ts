import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { OrgRepairOptions } from './repair-run.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst org repair --dry-run', 'show the plan, change nothing'],
    ['diverst org repair', 'show the plan, ask, apply it'],
    ['diverst org repair --only trust-broader:acme', 'fix one finding'],
    ['diverst org repair --only admin-broader', 'fix all findings of a check'],
    ['diverst org repair --guardrails-on staging', 'try the guardrails first'],
    ['diverst org repair --yes --json', 'in a script: no question, JSON'],
  ],
  notes: [
    'You must name a check or a finding with --only before diverst removes what it did not create, moves an account out of ' +
      'an OU of your own, or grants a client of another group to the group for production.',
    'diverst reads each thing again before it writes. If someone has changed it meanwhile, diverst leaves it and reports it. ' +
      'The command ends with an audit.',
    'Before diverst attaches a guardrail, it searches for what the guardrail would deny: in the trust policies of all roles, ' +
      'and in the event history of the accounts (90 days or the last 2,000 events). The plan lists the results, and ' +
      'the key of the configuration that exempts each. With --yes, diverst leaves out such a guardrail, and each one that it ' +
      'could not check.',
  ],
  exitCodes:
    '0 the plan is done, 3 something could not be audited and was not repaired, 1 failed, 4 declined, 64 wrong ' +
    'usage, 130 interrupted',
  policy: withoutPaths('organizations:ListParents and organizations:ListAccountsForParent'),
});

export function addOrgRepair(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('repair'))
    .summary('fix what the audit found')
    .description(
      'Fix the findings of an audit that diverst can fix: it shows the plan, asks, applies the plan, and audits again. It ' +
        'reports the findings that need your decision.',
    )
    .option('--only <finding...>', 'only this CHECK or CHECK:SUBJECT; repeatable')
    .option('--guardrails-on <name>', 'only attach the guardrails to this client or environment')
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .optionsGroup('Advanced options:')
    .option('--timeout <duration>', 'how long to wait for AWS', defaultTimeouts.orgRepair)
    .action(async (options, self) => {
      const { runOrgRepair } = await import('./repair-run.ts');
      await runOrgRepair(
        options satisfies Exactly<OrgRepairOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async (structure) => (await import('./repair-policy.ts')).orgRepairPolicy(structure)],
  ]);
  addHelpNotes(command, help);
}
