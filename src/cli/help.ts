import type { Command } from 'commander';
import { typed } from './typed-command.ts';
import { unknownCommand } from './unknown-command.ts';

/**
 * `diverst help client init` shows what `diverst client init --help` does: the parser's own command looks at the first
 * word only.
 */
export function addHelp(program: Command): void {
  typed(program.command('help'))
    .summary('the help of a command')
    .description('Show the help of a command.')
    .argument('[command...]', 'the command, such as client init')
    .action((words) => {
      let found = program;
      for (const [index, word] of words.entries()) {
        const next = found.commands.find((one) => one.name() === word);
        if (next === undefined) throw unknownCommand(found, words.slice(index), 'diverst help');
        found = next;
      }
      found.help();
    });
}
