import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { addAssumeOptions } from '../session/assume-options.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import type { ConsoleDeps, ConsoleOptions } from './console-run.ts';

const help = `
${globalsHelp()}

Examples:
  diverst client console acme                       open the AWS console in acme's account
  diverst client console acme --service ec2         at the page of a service
  diverst client console acme --print               print the URL, for a browser elsewhere
  diverst client console acme --read-only

The URL signs in whoever has it, for fifteen minutes. --open keeps it out of the arguments of the browser, which
everyone on the machine can see. The console session ends with the credentials; --duration makes both longer.

Without --open and --print it opens where stdout is a terminal and a browser can be found, and prints elsewhere.
Exit codes: 0 done, 1 failed, 64 usage, 130 interrupted.`;

export function addConsole(client: Command, createContext: CreateContext, deps?: ConsoleDeps): void {
  const command = typed(client.command('console'))
    .summary('sign in to the AWS console of a client’s account')
    .description('Open the AWS console in a client’s account, as the client’s role.')
    .argument('[name]', 'the client; without it, on a terminal, one can be chosen')
    .option(
      '--service <service>',
      'start at this service, as its console URL names it, e.g. ec2, s3, cloudwatch',
    )
    .addOption(new TypedOption('--open', 'open the browser').conflicts('print'))
    .addOption(new TypedOption('--print', 'print the URL'));
  addAssumeOptions(command)
    .addHelpText('after', help)
    .action(async (name, options, self) => {
      const { runConsole } = await import('./console-run.ts');
      await runConsole(
        name ?? null,
        options satisfies Exactly<ConsoleOptions, typeof options>,
        createContext(readGlobals(self)),
        deps,
      );
    });
}
