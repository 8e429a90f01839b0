import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { typed } from '../typed-command.ts';

export function addList(client: Command, createContext: CreateContext): void {
  typed(client.command('list'))
    .summary('the clients that you may use')
    .description(
      'List the clients that your groups in Ops grant you, each with its account and role; with a profile of the ' +
        'management account, all that the OU for production holds.',
    )
    .addHelpText(
      'after',
      `\n${globalsHelp()}\n\nExamples:\n  diverst client list\n  diverst client list --json\n  diverst client list --profile management    as an admin: every client`,
    )
    .action(async (_options, self) => {
      const { runList } = await import('./list-run.ts');
      await runList(createContext(readGlobals(self)));
    });

  typed(client.command('show'))
    .summary('show the account and the role of a client')
    .description(
      'Show a client’s account and role, as your groups in Ops grant them. With a profile of the management account, ' +
        'show any client.',
    )
    .argument('<name>', 'the client')
    .addHelpText(
      'after',
      `\n${globalsHelp()}\n\nExamples:\n  diverst client show acme\n  diverst client show acme --json\n  diverst client show acme --profile management    as an admin, of every client`,
    )
    .action(async (name, _options, self) => {
      const { runShow } = await import('./list-run.ts');
      await runShow(name, createContext(readGlobals(self)));
    });
}
