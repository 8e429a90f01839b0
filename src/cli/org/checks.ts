import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes } from '../help-notes.ts';
import { typed } from '../typed-command.ts';

export function addOrgChecks(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('checks'))
    .summary('list or explain the checks of an audit')
    .description('List the checks of org audit, or explain one: what it checks, why, and how to fix it.')
    .argument('[check]', 'ID of a check or of a finding')
    .action(async (check, _options, self) => {
      const { runOrgChecks } = await import('./checks-run.ts');
      runOrgChecks(check ?? null, createContext(readGlobals(self)));
    });
  addHelpNotes(command, () => ({
    examples: [
      ['diverst org checks', 'list every check'],
      ['diverst org checks trust-broader', 'explain one check'],
    ],
    exitCodes: '0 done, 64 wrong usage',
  }));
}
