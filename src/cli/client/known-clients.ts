import type { Command } from 'commander';
import { readGlobals } from '../globals.ts';
import type { Start } from '../context.ts';

/** For shell completion: the clients that were seen last and those that are configured, one a line, without asking AWS. */
export function addKnownClients(program: Command, start: Start): void {
  program.command('__clients', { hidden: true }).action(async (_options: object, self: Command) => {
    const run = start(readGlobals(self));
    const { knownClients } = await import('./known-clients-run.ts');
    for (const client of await knownClients(run)) run.terminal.out(`${client}\n`);
  });
}
