import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { typed } from '../typed-command.ts';

/** For shell completion: the clients that were seen last and those that are configured, one a line, without asking AWS. */
export function addKnownAccounts(program: Command, createContext: CreateContext): void {
  typed(program.command('__clients', { hidden: true })).action(async (_options, self) => {
    const context = createContext(readGlobals(self));
    const { knownAccounts } = await import('../session/kept-grants.ts');
    for (const client of await knownAccounts(context)) context.terminal.out(`${client}\n`);
  });
}
