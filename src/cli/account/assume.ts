import type { Command } from 'commander';
import { formats } from '../../credentials/formats.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { AssumeCommandOptions } from './assume-run.ts';

const help = `
${globalsHelp()}

Examples:
  eval "$(diverst client assume acme)"                      this shell, until the session ends
  diverst client assume acme | source                       fish
  diverst client assume acme --format json                  for a program
  credential_process = diverst client assume acme --format credential-process --no-input
                                                            for the AWS CLI, SDKs and Terraform, in ~/.aws/config
  diverst client assume acme --read-only --reason "ticket 42"
  diverst client assume acme --break-glass --reason "Ops is down" --profile management

Formats: ${formats.join(', ')}.

If the command fails, a shell gets lines that take it out of the client that it was in, and that fail: what follows
&& is not run. Cached credentials are used while at least --min-ttl of them is left.

Exit codes: 0 done, 1 failed, 64 usage.

Needed in Ops: membership in the group that grants the client, and to read one's own groups (iam:ListGroupsForUser,
iam:ListGroupPolicies, iam:GetGroupPolicy, iam:ListAttachedGroupPolicies, iam:GetPolicy, iam:GetPolicyVersion), or
--role-arn in place of that.`;

export function addAssume(client: Command, createContext: CreateContext): void {
  const command = typed(client.command('assume'))
    .summary('print credentials of a client’s role')
    .description(
      'Print temporary credentials of a client’s role, for a shell, for Terraform, for the AWS CLI.',
    )
    .argument('[name]', 'the client; without it, on a terminal, one can be chosen')
    .addOption(
      new TypedOption('--format <format>', 'how to print them (default: for the shell that called)').choices(
        formats,
      ),
    );
  addAssumeOptions(command)
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runAssume } = await import('./assume-run.ts');
      await runAssume(
        name ?? null,
        options satisfies Exactly<AssumeCommandOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
