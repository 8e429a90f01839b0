import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { typed } from '../typed-command.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst config schema --output diverst.config.schema.json'],
    ['diverst config schema', 'prints it'],
  ],
  notes: [
    'An editor reads the schema if the first line of diverst.config.yaml is: # yaml-language-server: ' +
      '$schema=./diverst.config.schema.json',
  ],
  exitCodes: '0 printed or written, 1 the file cannot be written, 64 wrong usage',
});

export function addConfigSchema(config: Command, createContext: CreateContext): void {
  const command = typed(config.command('schema'))
    .summary('print the JSON Schema of the configuration file')
    .description('Print the JSON Schema with which editors check and complete the configuration file.')
    .option('-o, --output <file>', 'write to this file instead of stdout')
    .action(async (options, self) => {
      const { runConfigSchema } = await import('./schema-run.ts');
      runConfigSchema(options, createContext(readGlobals(self)));
    });
  addHelpNotes(command, help);
}
