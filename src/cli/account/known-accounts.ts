import type { Command } from 'commander';
import type { AccountNoun } from '../../model/account-kind.ts';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { typed } from '../typed-command.ts';

/**
 * For shell completion: the accounts of a kind that were seen last and those that are configured, one a line, without
 * asking AWS. The scripts that shells have kept call it by this name.
 */
export function addKnownAccounts(program: Command, noun: AccountNoun, createContext: CreateContext): void {
  typed(program.command(`__${noun}s`, { hidden: true })).action(async (_options, self) => {
    const context = createContext(readGlobals(self));
    const { knownAccounts } = await import('../session/kept-grants.ts');
    for (const name of await knownAccounts(noun, context)) context.terminal.out(`${name}\n`);
  });
}
