import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { globalsHelp, readGlobals } from '../globals.ts';
import { typed } from '../typed-command.ts';

const help = `
${globalsHelp()}

Examples:
  diverst org checks                   every check
  diverst org checks trust-broader     what one means, and how to fix what it finds

Exit codes: 0 shown, 64 usage.`;

export function addOrgChecks(org: Command, createContext: CreateContext): void {
  typed(org.command('checks'))
    .summary('what an audit looks at')
    .description('List the checks of org audit, or say all of one: what must hold, why, and how to fix it.')
    .argument('[check]', 'the id of a check, or of a finding')
    .addHelpText('after', help)
    .action(async (check, _options, self) => {
      const { runOrgChecks } = await import('./checks-run.ts');
      runOrgChecks(check ?? null, createContext(readGlobals(self)));
    });
}
