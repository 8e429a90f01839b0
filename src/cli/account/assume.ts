import type { Command } from 'commander';
import { formats } from '../../credentials/formats.ts';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { memberPolicyNote, printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { AssumeCommandOptions } from './assume-run.ts';

export function addAssume(parent: Command, noun: AccountNoun, createContext: CreateContext): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('assume'))
    .summary(`print credentials for ${a}’s account`)
    .description(`Print temporary credentials of ${a}’s role, as lines for your shell or in another format.`)
    .argument('[name]', `the ${noun} (default: on a terminal, you choose)`)
    .addOption(
      new TypedOption('-f, --format <format>', 'output format (default: for your shell)').choices(formats),
    );
  const whole = addAssumeOptions(command, noun).action(async (name, options, self) => {
    const { runAssume } = await import('./assume-run.ts');
    await runAssume(
      noun,
      name ?? null,
      options satisfies Exactly<AssumeCommandOptions, typeof options>,
      createContext(readGlobals(self)),
    );
  });
  addPrintPolicy(whole, createContext, [printMemberPolicy]);
  addHelpNotes(whole, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const assume = `diverst ${command} assume ${example}`;
  return {
    examples: [
      [`eval "$(${assume})"`, 'in bash and zsh'],
      [`${assume} | source`, 'in fish'],
      [`${assume} --format json`, 'for a program'],
      [`diverst ${command} profile ${example} --write`, 'for the AWS CLI and Terraform'],
      [`${assume} --read-only --reason "ticket 42"`],
      [`${assume} --break-glass --reason "Ops is down"`, 'emergency'],
    ],
    notes: [
      `If the command fails, it prints lines that remove the credentials from your shell and then fail, so that a ` +
        'command after && does not run in another account.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
    policy: memberPolicyNote(noun),
  };
}
