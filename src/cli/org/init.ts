import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, changeCodes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { OrgInitOptions } from './init-run.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst sandbox reset --empty && diverst --sandbox org init', 'try it'],
    ['diverst org init --dry-run', 'show the plan, change nothing'],
    ['diverst org init --ops-email aws+ops@acme.example', 'show it, ask, apply it'],
    ['diverst org init --yes --json', 'in a script: no question, JSON'],
  ],
  notes: [
    'diverst creates an organization with all features, its OUs, the account Ops, the group of admins in the ' +
      'management account, the group for production in Ops, and a CloudTrail trail with its bucket. It lets IAM manage the root ' +
      'credentials of member accounts centrally, and adds the guardrails if nothing in use would be denied by them.',
    'diverst does only what is still missing. If something exists and has other settings, diverst reports it and leaves it to ' +
      'diverst org repair. If a run is interrupted or fails, run the same command again.',
  ],
  exitCodes: changeCodes,
  policy: `The policy covers what your configuration wants. ${withoutPaths()}`,
});

export function addOrgInit(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('init'))
    .summary('create the organization, or what is missing in it')
    .description(
      'Create the base that every client needs, from scratch or on top of an existing organization: OUs, the account Ops, ' +
        'groups, a trail and guardrails.',
    )
    .option('--ops-email <address>', 'email address of the account Ops (default: from the configuration)')
    .option('-n, --dry-run', 'show the plan, change nothing')
    .option('-y, --yes', 'do not ask for confirmation')
    .optionsGroup('Advanced options:')
    .option(
      '--timeout <duration>',
      'how long to wait for AWS; a new organization takes up to an hour',
      defaultTimeouts.orgInit,
    )
    .action(async (options, self) => {
      const { runOrgInit } = await import('./init-run.ts');
      await runOrgInit(
        options satisfies Exactly<OrgInitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async (structure) => (await import('./init-policy.ts')).orgInitPolicy(structure)],
  ]);
  addHelpNotes(command, help);
}
