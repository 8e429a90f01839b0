import type { Command } from 'commander';
import { helpText } from '../views/help-page.ts';
import { addHelpNotes } from './help-notes.ts';
import { helpTopics, topicBlocks, topicNames } from './help-topics.ts';
import { TypedArgument, typed } from './typed-command.ts';
import { unknownTopic } from './unknown-command.ts';

/**
 * `diverst help client init` shows what `diverst client init --help` does: the parser's own command looks at the first
 * word only.
 * @param show prints a page
 * @param width columns
 */
export function addHelp(program: Command, show: (text: string) => void, width: number): void {
  const help = typed(program.command('help'))
    .summary('show help for a command or a topic')
    .description('Show help for a command or a topic.')
    .addArgument(new TypedArgument('[command...]', 'a command, such as client init, or a topic'))
    .action((words) => {
      const [first] = words;
      const topic = helpTopics(program).find(({ name }) => words.length === 1 && name === first);
      if (topic !== undefined) return show(helpText(topicBlocks(topic), width));
      let found = program;
      for (const [index, word] of words.entries()) {
        const next = found.commands.find((one) => one.name() === word);
        if (next === undefined) throw unknownTopic(found, words.slice(index));
        found = next;
      }
      found.help();
    });
  addHelpNotes(help, () => ({
    examples: [
      ['diverst help client init', 'the same as diverst client init --help'],
      ['diverst help environment', 'a topic'],
    ],
    notes: [{ title: 'Topics:', rows: topicNames }],
  }));
}
