import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, typed } from '../typed-command.ts';
import { exampleLines } from './example-lines.ts';
import type { ProfileOptions } from './profile-run.ts';

export function addProfile(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  typed(parent.command('profile'))
    .summary(`an AWS profile for ${a}`)
    .description(`Print or write an AWS profile that gets ${a}’s credentials from diverst.`)
    .argument('[name]', `the ${noun}`)
    .option('--all', `every ${noun} that your groups grant`)
    .option('--label <key=value...>', `every ${noun} that has this label; may be given several times`)
    .option('--write', 'write to the AWS configuration file')
    .option('--remove', 'take the profile out of the AWS configuration file')
    .option('--file <file>', 'the file to change (default: $AWS_CONFIG_FILE, or ~/.aws/config)')
    .option('--role-arn <arn>', `the ${noun}’s role, where your groups may not be read`)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runProfile } = await import('./profile-run.ts');
      await runProfile(
        noun,
        name ?? null,
        options satisfies Exactly<ProfileOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const profile = `diverst ${command} profile`;
  return `
${globalsHelp()}

Examples:
${exampleLines(49, [
  [`${profile} ${example}`, 'print it'],
  [`${profile} ${example} --write`, 'write it to the AWS configuration file'],
  [`${profile} --all --write`, `one for each ${noun} that your groups grant`],
  [`${profile} --label tier=gold --write`, `one for each that has this label`],
  [`${profile} ${example} --remove`, 'take it out again'],
  [
    `aws sts get-caller-identity --profile ${example}`,
    `use it; AWS_PROFILE=${example} for Terraform and the SDKs`,
  ],
])}

Profiles are kept between the lines "# diverst: begin" and "# diverst: end"; all else in the file stays as it is.
The options --profile, --region, --config and --sandbox of this call are written into each profile.

Exit codes: 0 done, 1 failed, 64 usage.`;
}
