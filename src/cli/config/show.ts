import type { Command } from 'commander';
import type { CreateContext } from '../context.ts';
import { readGlobals } from '../globals.ts';
import { addHelpNotes, type HelpNotes } from '../help-notes.ts';
import { typed } from '../typed-command.ts';

const help = (): HelpNotes => ({
  examples: [
    ['diverst config show', 'every value, and where it comes from'],
    ['diverst config show --config FILE', 'the same for another file'],
    ['diverst config show --json', 'for a script'],
  ],
  notes: [
    'A value comes from an option, from the configuration file, from an environment variable or from the defaults of diverst. ' +
      'The command reads files of this machine only, and does not call AWS.',
  ],
  exitCodes: '0 shown, 64 the configuration cannot be used or wrong usage',
});

export function addConfigShow(config: Command, createContext: CreateContext): void {
  const command = typed(config.command('show'))
    .summary('show the values in use')
    .description('Show every setting: its value in use, and where the value comes from.')
    .action(async (_options, self) => {
      const { runConfigShow } = await import('./show-run.ts');
      await runConfigShow(createContext(readGlobals(self)));
    });
  addHelpNotes(command, help);
}
