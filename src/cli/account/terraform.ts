import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { systemWords } from '../../model/system-words.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { withoutPaths } from '../member-policy.ts';
import { printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { type TerraformOptions, ways } from './terraform/options.ts';

export function addTerraform(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const plural = `${noun}s`;
  const command = typed(parent.command('terraform'))
    .summary(`print Terraform configuration for ${withArticle({ noun })}`)
    .description(
      `Print a provider block for the Terraform AWS provider that works only in the ${noun}’s account. With other ` +
        `options, print the backend that keeps the state in that account, or a file with all ${plural}.`,
    )
    .argument('[name]', `the ${noun}`)
    .addOption(
      new TypedOption(
        '--with <way>',
        'which credentials Terraform uses (default: environment, or assume-role with --providers)',
      ).choices(ways),
    )
    .option('--backend', `print an S3 backend block instead: the ${noun}’s account keeps the state`)
    .option('--backend-bucket', 'print the resources of the bucket that the backend needs')
    .option('--all', `print a file of variables with every ${noun} that you have access to`)
    .option('--label <key=value...>', `the same with the ${plural} that have this label; repeatable`)
    .option('--providers', 'with --all or --label: print a provider block for each instead of variables')
    .option('-o, --output <file>', 'write to this file, and only if the output is complete')
    .option('--output-folder <folder>', 'with --all and --backend: write the settings of each backend here')
    .optionsGroup('Advanced options:')
    .option(
      '--alias <alias>',
      `alias of the provider (default: none with environment, otherwise the name of the ${noun})`,
    )
    .option('--no-alias', 'a provider without an alias')
    .option('--session-name <name>', 'with assume-role: session name in CloudTrail (default: terraform-NAME)')
    .option('--source-identity <name>', 'with assume-role: the person behind the session, for CloudTrail')
    .option('--role-arn <arn>', `the ${noun}’s role, if you cannot read your groups`)
    .action(async (name, options, self) => {
      const { runTerraform } = await import('./terraform/run.ts');
      await runTerraform(
        noun,
        name ?? null,
        options satisfies Exactly<TerraformOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    printMemberPolicy,
    ['management', async () => (await import('../member-policy.ts')).accountsPolicy],
  ]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const terraform = `diverst ${command} terraform`;
  const planWith = (profile: string) => systemWords().withVariable('AWS_PROFILE', profile, 'terraform plan');
  return {
    examples: [
      [`${terraform} ${example} > provider.tf`],
      [`${terraform} ${example} --with assume-role`, 'Terraform assumes the role'],
      [`${terraform} ${example} --backend-bucket > state.tf`, 'the bucket'],
      [`${terraform} ${example} --backend > backend.tf`, 'the backend'],
      [
        `${terraform} --all --output ${noun}s.auto.tfvars.json`,
        `account, role, region and labels of every ${noun}, for one module`,
      ],
      [`${terraform} --all --backend --output-folder backends`, 'for terraform init -backend-config=FILE'],
      [`${terraform} --all --providers > providers.tf`, 'all in one state'],
    ],
    notes: [
      {
        title: 'Credentials:',
        rows: [
          [
            'environment',
            `those of the ${noun}, which Terraform finds: diverst ${command} exec ${example} -- terraform plan, ` +
              `${planWith(example)}, or a CI job that has assumed a role of the account`,
          ],
          [
            'assume-role',
            `those of your user in Ops: ${planWith('your-profile')}. Terraform needs no diverst then. Set ` +
              'TF_VAR_person to your IAM user name, so that CloudTrail shows who ran Terraform. Terraform cannot ask for an ' +
              'MFA code: if the role requires MFA, use environment.',
          ],
          [
            'profile',
            `those of the profile that diverst ${command} profile ${example} --write creates. If the role requires MFA, ` +
              `run diverst ${command} assume ${example} first.`,
          ],
        ],
      },
      'Each block has allowed_account_ids, so that Terraform cannot work in another account.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
    policy: withoutPaths(),
  };
}
