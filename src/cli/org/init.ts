import type { Command } from 'commander';
import { defaultStructure } from '../../model/structure.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { policyText } from '../member-policy.ts';
import { defaultTimeouts } from '../options.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { orgInitPolicy } from './init-policy.ts';
import type { OrgInitOptions } from './init-run.ts';

const policy = policyText(orgInitPolicy(defaultStructure));

const help = `
${globalsHelp()}

Examples:
  diverst sandbox reset --empty && diverst --sandbox org init   try it without AWS, from nothing
  diverst org init --dry-run                                    show the plan, change nothing
  diverst org init --ops-email aws+ops@acme.example             show the plan, ask, do it
  diverst org init --yes --json                                 in a script: no question, one JSON object

Makes the organization with all features, lets IAM manage the root credentials of member accounts centrally, and makes
the OUs, the account Ops, the group of admins in the management account, the group for production in Ops, a trail in
CloudTrail with its bucket, and the guardrails where nothing is in use that they could deny. Does only what is missing:
what exists and is set up differently is reported, and left to diverst org repair. If a run is interrupted or fails, run
the same command again.

Exit codes: 0 done, 1 failed, 4 declined, 64 usage, 130 interrupted.

Least policy of the caller, in the management account (by default; with your own names, if they are others):
${policy}
  With trail.account: no s3: actions, since the bucket is created as the access role; with trail: false, nothing of
  cloudtrail: and s3:, nor of trusted access for CloudTrail. With guardrails: false, no actions for
  policies of the organization. With organization.centralRootAccess: false, no actions for root credentials and for
  trusted access of IAM.
  Where organization.adminPolicies lacks AdministratorAccess: iam:GetGroupPolicy and iam:PutGroupPolicy on the group.
  Where ListAccounts gives no Paths (emulators, older partitions): organizations:ListParents too.`;

export function addOrgInit(org: Command, createContext: CreateContext): void {
  typed(org.command('init'))
    .summary('make the organization, its OUs, Ops, the groups, the trail and the guardrails')
    .description(
      'Make what every client rests on, from nothing or from whatever is there: the organization, its OUs, the ' +
        'account Ops, the groups of admins and for production, a trail in CloudTrail and the guardrails. Does only what is missing.',
    )
    .option(
      '--ops-email <address>',
      'e-mail address of the account Ops (default: configured, or the template)',
    )
    .option('--dry-run', 'show the plan and change nothing')
    .option('--yes', 'do not ask')
    .option(
      '--timeout <duration>',
      'how long to wait for AWS in all; a new organization takes up to an hour',
      defaultTimeouts.orgInit,
    )
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgInit } = await import('./init-run.ts');
      await runOrgInit(
        options satisfies Exactly<OrgInitOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
