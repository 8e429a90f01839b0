import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { typed } from '../typed-command.ts';

const help = (): HelpNotes => ({
  examples: [['diverst config schema >diverst.config.schema.json']],
  notes: [
    'An editor reads the schema if the first line of diverst.config.yaml is: # yaml-language-server: ' +
      '$schema=./diverst.config.schema.json',
  ],
  exitCodes: '0 printed, 64 wrong usage',
});

export function addConfigSchema(config: Command, createContext: CreateContext): void {
  const command = typed(config.command('schema'))
    .summary('print the JSON Schema of the configuration file')
    .description('Print the JSON Schema with which editors check and complete the configuration file.')
    .action(async (_options, self) => {
      const { terminal } = createContext(readGlobals(self));
      const { schemaText } = await import('./schema-text.ts');
      terminal.out(schemaText);
    });
  addHelpNotes(command, help);
}
