import type { Command } from 'commander';
import { type AccountNoun, accountWords, withArticle } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { ConsoleDeps, ConsoleOptions } from './console-run.ts';
import { exampleLines } from './example-lines.ts';

export function addConsole(
  parent: Command,
  noun: AccountNoun,
  createContext: CreateContext,
  deps?: ConsoleDeps,
): void {
  const a = withArticle({ noun });
  const command = typed(parent.command('console'))
    .summary(`sign in to the AWS console of ${a}’s account`)
    .description(`Open the AWS console in ${a}’s account, as the ${noun}’s role.`)
    .argument('[name]', `the ${noun}; without it, on a terminal, one can be chosen`)
    .option(
      '--service <service>',
      'start at this service, as its console URL names it, e.g. ec2, s3, cloudwatch',
    )
    .addOption(new TypedOption('--open', 'open the browser').conflicts('print'))
    .addOption(new TypedOption('--print', 'print the URL'));
  addAssumeOptions(command, noun)
    .addHelpText('after', () => help(noun))
    .action(async (name, options, self) => {
      const { runConsole } = await import('./console-run.ts');
      await runConsole(
        noun,
        name ?? null,
        options satisfies Exactly<ConsoleOptions, typeof options>,
        createContext(readGlobals(self)),
        deps,
      );
    });
}

function help(noun: AccountNoun): string {
  const { command, example } = accountWords[noun];
  const open = `diverst ${command} console ${example}`;
  return `
${globalsHelp()}

Examples:
${exampleLines(52, [
  [open, `open the AWS console in ${example}'s account`],
  [`${open} --service ec2`, 'at the page of a service'],
  [`${open} --print`, 'print the URL, for a browser elsewhere'],
  [`${open} --read-only`],
])}

The URL signs in whoever has it, for fifteen minutes. --open keeps it out of the arguments of the browser, which
everyone on the machine can see. The console session ends with the credentials; --duration makes both longer.

Without --open and --print it opens where stdout is a terminal and a browser can be found, and prints elsewhere.
Exit codes: 0 done, 1 failed, 64 usage, 130 interrupted.`;
}
