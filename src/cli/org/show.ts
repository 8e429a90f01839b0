import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { addPrintPolicy } from '../print-policy.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { auditPolicyNote } from './audit.ts';
import { type OrgShowOptions, showFormats } from './audit-options.ts';
import { concurrencyOption } from './concurrency.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst org show', 'a tree of OUs and accounts'],
    ['diverst org show --format mermaid', 'a diagram for Markdown'],
    ['diverst org show --json'],
  ],
  notes: ['A mark such as "! 2 high" counts findings. To see them, run diverst org audit.'],
  exitCodes: '0 done, with findings or without, 1 failed, 64 wrong usage, 130 interrupted',
  policy: auditPolicyNote,
});

export function addOrgShow(org: Command, createContext: CreateContext): void {
  const command = typed(org.command('show'))
    .summary('show the organization as a tree')
    .description(
      'Show OUs and accounts as a tree, with IDs, states, and the number of findings of each account.',
    )
    .addOption(new TypedOption('-f, --format <format>', 'output format (default: text)').choices(showFormats))
    .optionsGroup('Advanced options:')
    .addOption(concurrencyOption())
    .action(async (options, self) => {
      const { runOrgShow } = await import('./show-run.ts');
      await runOrgShow(
        options satisfies Exactly<OrgShowOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
  addPrintPolicy(command, createContext, [
    ['management', async ({ accessRole }) => (await import('./audit-policy.ts')).auditPolicy(accessRole)],
  ]);
  addHelpNotes(command, help);
}
