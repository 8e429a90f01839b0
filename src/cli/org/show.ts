import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { type Exactly, TypedOption, typed } from '../typed-command.ts';
import { auditPolicyHelp } from './audit.ts';
import { type OrgShowOptions, showFormats } from './audit-options.ts';
import { concurrencyOption } from './concurrency.ts';

const help = `
${globalsHelp()}

Examples:
  diverst org show                      OUs and accounts as a tree, and where they differ
  diverst org show --format mermaid     a diagram for Markdown
  diverst org show --json

A mark such as "! 2 high" counts what differs there; diverst org audit reports what.

Exit codes: 0 shown, whatever differs, 1 failed, 64 usage, 130 interrupted.

${auditPolicyHelp}`;

export function addOrgShow(org: Command, createContext: CreateContext): void {
  typed(org.command('show'))
    .summary('the organization as a tree')
    .description(
      'Draw OUs and accounts, with ids, states and where they differ from the structure that is wanted.',
    )
    .addOption(new TypedOption('--format <format>', 'what to draw (default: text)').choices(showFormats))
    .addOption(concurrencyOption())
    .addHelpText('after', help)
    .action(async (options, self) => {
      const { runOrgShow } = await import('./show-run.ts');
      await runOrgShow(
        options satisfies Exactly<OrgShowOptions, typeof options>,
        createContext(readGlobals(self)),
      );
    });
}
