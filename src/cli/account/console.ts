import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { memberPolicyNote, printMemberPolicy } from '../ops-policy.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { ConsoleDeps, ConsoleOptions } from './console-run.ts';

export function addConsole(
  parent: Command,
  noun: AccountNoun,
  createContext: CreateContext,
  deps?: ConsoleDeps,
): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('console'))
    .summary(`open the AWS console in ${a}’s account`)
    .description(`Open the AWS console in ${a}’s account, signed in as the ${noun} role.`)
    .argument('[name]', `the ${noun} (default: on a terminal, you choose)`)
    .option('--service <service>', 'open this service, as its console URL names it: ec2, s3, cloudwatch')
    .addOption(new TypedOption('--open', 'open the browser').conflicts('print'))
    .addOption(new TypedOption('--print', 'print the URL'));
  const whole = addAssumeOptions(command, noun).action(async (name, options, self) => {
    const { runConsole } = await import('./console-run.ts');
    await runConsole(
      noun,
      name ?? null,
      options satisfies Exactly<ConsoleOptions, typeof options>,
      createContext(readGlobals(self)),
      deps,
    );
  });
  addPrintPolicy(whole, createContext, [printMemberPolicy]);
  addHelpNotes(whole, () => help(noun));
}

function help(noun: AccountNoun): HelpNotes {
  const { command, example } = accountWords[noun];
  const open = `diverst ${command} console ${example}`;
  return {
    examples: [
      [open, 'open the AWS console'],
      [`${open} --service ec2`, 'at the page of a service'],
      [`${open} --print`, 'print the URL, for another browser'],
      [`${open} --read-only`],
    ],
    notes: [
      'If stdout is a terminal and diverst finds a browser, it opens the console. Otherwise it prints the URL.',
      'The URL is a secret: for 15 minutes, everyone who has it can sign in with it. diverst keeps the URL out of the ' +
        'arguments of the browser, which other users of the machine can see. The console session ends when the ' +
        'credentials end; --duration changes both.',
    ],
    exitCodes: '0 done, 1 failed, 64 wrong usage, 130 interrupted',
    policy: memberPolicyNote(noun),
  };
}
