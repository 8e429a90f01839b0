import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import { type TerraformOptions, ways } from './terraform-options.ts';

export function addTerraform(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  typed(parent.command('terraform'))
    .summary(`a Terraform provider block for ${withArticle({ noun })}`)
    .description(
      `Print a provider block for the Terraform AWS provider that works in the ${noun}’s account only.`,
    )
    .argument('<name>', `the ${noun}`)
    .addOption(
      new TypedOption(
        '--with <way>',
        'what the provider signs with (default: assume-role; profile where the role demands MFA)',
      ).choices(ways),
    )
    .option('--alias <alias>', `alias of the provider (default: the ${noun}’s name)`)
    .option('--no-alias', 'the provider without an alias')
    .option(
      '--session-name <name>',
      'name of the session in CloudTrail (default: terraform-NAME, or with the person)',
    )
    .option('--source-identity <name>', 'who is behind the session, for CloudTrail')
    .option('--role-arn <arn>', `the ${noun}’s role, where your groups may not be read`)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runTerraform } = await import('./terraform-run.ts');
      await runTerraform(
        { noun, name },
        options satisfies Exactly<TerraformOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const terraform = `diverst ${command} terraform ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(54, [
  [`${terraform} > provider.tf`, `the provider assumes the ${noun}'s role itself`],
  [`${terraform} --no-alias`, 'for a module with this one provider'],
  [`${terraform} --with profile`, `with the profile of: diverst ${command} profile ${example} --write`],
  [`${terraform} --region eu-central-1`],
])}

With assume-role, Terraform signs as you in Ops (AWS_PROFILE=your-profile terraform plan), and needs no diverst.
With profile, sessions come from diverst's cache, and carry your user name in CloudTrail. Terraform cannot ask for an
MFA code: where the ${noun}s' role demands MFA, open a session first with: diverst ${command} assume ${example}
The block takes your name from a variable, so that CloudTrail shows who ran Terraform and no name is in the module:
TF_VAR_person=YOUR_IAM_USER_NAME terraform plan. If the role demands the name (requireSourceIdentity), Terraform asks for it.
Either way allowed_account_ids keeps it out of every other account.

Exit codes: 0 done, 1 failed, 64 usage.`;
}
