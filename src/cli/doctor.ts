import type { Command } from 'commander';
import type { CreateContext } from './context.ts';
import { globalsHelp, readGlobals } from './globals.ts';
import { policyText } from './member-policy.ts';
import { typed } from './typed-command.ts';

const policy = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['iam:ListGroupsForUser', 'iam:ListMFADevices'],
      Resource: 'arn:aws:iam::*:user/${aws:username}',
    },
    { Effect: 'Allow', Action: 'organizations:DescribeOrganization', Resource: '*' },
  ],
};

const help = `
${globalsHelp()}

Examples:
  diverst doctor                         as your user in Ops
  diverst doctor --profile acme-root     as an admin of the management account
  diverst doctor --json                  { "checks": [{ "id", "state", "what", "fix" }], "ok" }
  diverst --sandbox doctor               without AWS

It looks at Node, the configuration, credentials, region, who you are, what you are granted, MFA, the network, the
clock and the folder of cached sessions. It changes nothing, in AWS or on disk; only a sandbox that is not there yet
is made, as by every command. It ends within half a minute, and what cannot be looked at is skipped.

Exit codes: 0 all well, or warnings only, 1 a problem, 64 usage, 130 interrupted.

Policy of the caller: sts:GetCallerIdentity needs none. What is denied of the rest is reported, and no more than that:
${policyText(policy)}
  To count the clients that are granted, what client list reads: iam:ListGroupPolicies, iam:GetGroupPolicy,
  iam:ListAttachedGroupPolicies, iam:GetPolicy and iam:GetPolicyVersion; in the management account
  organizations:ListRoots, ListOrganizationalUnitsForParent and ListAccounts.`;

export function addDoctor(program: Command, createContext: CreateContext): void {
  typed(program.command('doctor'))
    .summary('what is wrong with this set-up, and how to fix it')
    .description('Look at everything that diverst needs, from Node to your rights in AWS. Changes nothing.')
    .addHelpText('after', help)
    .action(async (_options, self) => {
      const { runDoctor } = await import('./doctor-run.ts');
      await runDoctor(createContext(readGlobals(self)));
    });
}
