import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes } from '../help-notes.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { checksFormats, type OrgChecksOptions } from './audit-options.ts';

export function addOrgChecks(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('checks'))
    .summary('list or explain the checks of an audit')
    .description('List the checks of org audit, or explain one: what it checks, why, and how to fix it.')
    .argument('[check]', 'ID of a check or of a finding')
    .addOption(
      new TypedOption('-f, --format <format>', 'output format (default: text)').choices(checksFormats),
    )
    .action(async (check, options, self) => {
      const { runOrgChecks } = await import('./checks-run.ts');
      runOrgChecks(
        check ?? null,
        options satisfies Exactly<OrgChecksOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addHelpNotes(command, () => ({
    examples: [
      ['diverst org checks', 'list every check'],
      ['diverst org checks trust-broader', 'explain one check'],
    ],
    exitCodes: '0 done, 64 wrong usage',
  }));
}
