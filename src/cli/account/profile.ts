import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import { systemWords } from '../../model/system-words.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, typed } from '../typed-command.ts';
import type { ProfileOptions } from './profile-run.ts';

export function addProfile(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const { homeFile, variable } = systemWords();
  const command = typed(parent.command('profile'))
    .summary(`create an AWS profile for ${a}`)
    .description(`Print or write an AWS profile that gets ${a}’s credentials from diverst.`)
    .argument('[name]', `the ${noun}`)
    .option('--all', `a profile for every ${noun} that your groups grant`)
    .option('--label <key=value...>', `for the ${noun}s with this label; repeatable`)
    .option('--write', 'write the profiles to the AWS configuration file')
    .option('--remove', 'remove the profiles from the AWS configuration file')
    .option(
      '--file <file>',
      `the file to change (default: ${variable('AWS_CONFIG_FILE')} or ${homeFile('.aws/config')})`,
    )
    .optionsGroup('Advanced options:')
    .option('--role-arn <arn>', `the ${noun}’s role, if you cannot read your groups`)
    .action(async (name, options, self) => {
      const { runProfile } = await import('./profile-run.ts');
      await runProfile(
        noun,
        name ?? null,
        options satisfies Exactly<ProfileOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [printMemberPolicy]);
  addHelpNotes(command, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const profile = `diverst ${command} profile`;
  return {
    examples: [
      [`${profile} ${example}`, 'print the profile'],
      [`${profile} ${example} --write`, `write it to ${systemWords().homeFile('.aws/config')}`],
      [`${profile} --all --write`, `one for each ${noun} that your groups grant`],
      [`${profile} --label tier=gold --write`, 'one for each with this label'],
      [`${profile} ${example} --remove`, 'remove it'],
      [`aws sts get-caller-identity --profile ${example}`, 'use it'],
    ],
    notes: [
      `Terraform and the AWS SDKs use the profile if AWS_PROFILE=${example} is set.`,
      'diverst writes its profiles between the lines "# diverst: begin" and "# diverst: end", and changes nothing else in the file. ' +
        'Each profile contains the options --profile, --region, --config and --sandbox of this command.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
  };
}
