import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import { type TerraformOptions, ways } from './terraform/options.ts';

export function addTerraform(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const plural = `${noun}s`;
  typed(parent.command('terraform'))
    .summary(`what Terraform needs to know of ${withArticle({ noun })}, or of all`)
    .description(
      `Print a provider block for the Terraform AWS provider that works in the ${noun}’s account only. Or print the ` +
        `backend that keeps the state in that account, or a file with all ${plural}.`,
    )
    .argument('[name]', `the ${noun}`)
    .addOption(
      new TypedOption(
        '--with <way>',
        'where the credentials come from (default: environment; assume-role with --providers)',
      ).choices(ways),
    )
    .option(
      '--alias <alias>',
      `alias of the provider (default: none with environment, else the ${noun}’s name)`,
    )
    .option('--no-alias', 'the provider without an alias')
    .option(
      '--session-name <name>',
      'with assume-role: name of the session in CloudTrail (default: terraform-NAME, or with the person)',
    )
    .option('--source-identity <name>', 'with assume-role: who is behind the session, for CloudTrail')
    .option('--role-arn <arn>', `the ${noun}’s role, where your groups may not be read`)
    .option(
      '--backend',
      `print an S3 backend block in place of the provider: the state is in the ${noun}’s account`,
    )
    .option('--backend-bucket', 'print the resources of the bucket that the backend needs')
    .option('--all', `print a file of variables with every ${noun} that you may see`)
    .option(
      '--label <key=value...>',
      `the same with the ${plural} that have this label; may be given several times`,
    )
    .option('--providers', 'with --all or --label: print a provider block for each in place of the variables')
    .option('--output <file>', 'write to this file, whole or not at all, in place of stdout')
    .option('--output-folder <folder>', 'with --all and --backend: write the settings of each backend here')
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runTerraform } = await import('./terraform/run.ts');
      await runTerraform(
        noun,
        name ?? null,
        options satisfies Exactly<TerraformOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const terraform = `diverst ${command} terraform`;
  const plural = `${noun}s`;
  const exec = `diverst ${command} exec ${example} -- terraform plan`;
  return `
${globalsHelp()}

Examples:
${exampleLines(52, [
  [`${terraform} ${example} > provider.tf`, `for: ${exec}`],
  [`${terraform} ${example} --with assume-role`, `the provider assumes the ${noun}'s role itself`],
  [
    `${terraform} ${example} --with profile`,
    `with the profile of: diverst ${command} profile ${example} --write`,
  ],
  [`${terraform} ${example} --backend-bucket > state.tf`, 'the bucket for the state'],
  [`${terraform} ${example} --backend > backend.tf`, 'the backend that uses it'],
  [
    `${terraform} --all --output ${noun}s.auto.tfvars.json`,
    `account, role, region and labels of every ${noun}, for one module that serves all`,
  ],
  [`${terraform} --all --backend --output-folder backends`, `for: terraform init -backend-config=FILE`],
  [`${terraform} --all --providers > providers.tf`, `one provider for each ${noun}, in one state`],
])}

Which credentials go with the block:
  environment   those that Terraform finds, if they are of this ${noun}: ${exec},
                AWS_PROFILE=${example} terraform plan, or a job of CI that has assumed a role of the account
  assume-role   those of your user in Ops: AWS_PROFILE=your-profile terraform plan. Terraform needs no diverst then.
                The block takes your name from a variable, so that CloudTrail shows who ran Terraform and no name is in
                the module: TF_VAR_person=YOUR_IAM_USER_NAME. If the role demands the name (requireSourceIdentity),
                Terraform asks for it. If the role demands MFA, use environment: Terraform cannot ask for a code.
  profile       those of the profile, which diverst gets from its cache. If the role demands MFA, open a session
                first: diverst ${command} assume ${example}
Each of them has allowed_account_ids, which keeps Terraform out of every other account.

With --all, members see the ${plural} that their groups grant, and a profile of the management account sees every one.

Exit codes: 0 done, 1 failed, 64 usage.`;
}
