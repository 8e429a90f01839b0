import type { Command } from 'commander';
import { readGlobals } from '../globals.ts';
import type { Start } from '../run.ts';

/** For shell completion: the clients that were seen last, one a line, without asking AWS. */
export function addKnownClients(program: Command, start: Start): void {
  program.command('__clients', { hidden: true }).action(async (_options: object, self: Command) => {
    const run = start(readGlobals(self));
    const { registryFile } = await import('./registry-of.ts');
    for (const { client } of registryFile(run).read()?.clients ?? []) run.terminal.out(`${client}\n`);
  });
}
