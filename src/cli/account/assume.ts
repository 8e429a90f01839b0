import type { Command } from 'commander';
import { formats } from '../../credentials/formats.ts';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { AssumeCommandOptions } from './assume-run.ts';
import { exampleLines } from './example-lines.ts';

export function addAssume(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('assume'))
    .summary(`print credentials of ${a}’s role`)
    .description(`Print temporary credentials of ${a}’s role, for a shell, for Terraform, for the AWS CLI.`)
    .argument('[name]', `the ${noun}; without it, on a terminal, one can be chosen`)
    .addOption(
      new TypedOption('--format <format>', 'how to print them (default: for the shell that called)').choices(
        formats,
      ),
    );
  addAssumeOptions(command, noun)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runAssume } = await import('./assume-run.ts');
      await runAssume(
        noun,
        name ?? null,
        options satisfies Exactly<AssumeCommandOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const assume = `diverst ${command} assume ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(60, [
  [`eval "$(${assume})"`, 'this shell, until the session ends'],
  [`${assume} | source`, 'fish'],
  [`${assume} --format json`, 'for a program'],
  [
    `credential_process = ${assume} --format credential-process --no-input`,
    'for the AWS CLI, SDKs and Terraform, in ~/.aws/config',
  ],
  [`${assume} --read-only --reason "ticket 42"`],
  [`${assume} --break-glass --reason "Ops is down" --profile management`],
])}

Formats: ${formats.join(', ')}.

If the command fails, a shell gets lines that take it out of the ${noun} that it was in, and that fail: what follows
&& is not run. Cached credentials are used while at least --min-ttl of them is left.

Exit codes: 0 done, 1 failed, 64 usage.

Needed in Ops: membership in the group that grants the ${noun}, and to read one's own groups (iam:ListGroupsForUser,
iam:ListGroupPolicies, iam:GetGroupPolicy, iam:ListAttachedGroupPolicies, iam:GetPolicy, iam:GetPolicyVersion), or
--role-arn in place of that.`;
}
