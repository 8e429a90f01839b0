import { type Command, Option } from 'commander';
import { shells } from '../../credentials/shells.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import type { Start } from '../run.ts';
import type { ClientLeaveOptions } from './leave-run.ts';

const help = `
${globalsHelp()}

Examples:
  eval "$(diverst client leave)"                 this shell is in no client; all cached sessions are dropped
  eval "$(diverst client leave acme)"            the same for one client's sessions
  diverst client leave --format fish | source    fish

Keys of your own are not touched: where DIVERST_CLIENT is not set, keys in the shell are not a client's.
Sessions that AWS has given out end by themselves; leaving only forgets them.

Exit codes: 0 done, 1 failed, 64 usage.`;

export function addClientLeave(client: Command, start: Start): void {
  client
    .command('leave')
    .summary('forget a client’s credentials')
    .description(
      'Print the lines that take a client’s credentials out of the shell, and drop its cached sessions.',
    )
    .argument('[name]', 'the client (default: all)')
    .addOption(
      new Option('--format <shell>', 'shell that reads the lines (default: the one that called)').choices(
        Object.keys(shells),
      ),
    )
    .addHelpText('after', help)
    .action(async (name: string | undefined, options: ClientLeaveOptions, self: Command) => {
      const { runClientLeave } = await import('./leave-run.ts');
      await runClientLeave(name ?? null, options, start(readGlobals(self)));
    });
}
