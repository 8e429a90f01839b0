import type { Command } from 'commander';
import type { CompletionShell } from './completion-run.ts';
import type { CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';
import { addHelpNotes } from './help-notes.ts';
import { TypedArgument, typed } from './typed-command.ts';

const shells: readonly CompletionShell[] = ['bash', 'zsh', 'fish'];

/** @param build makes the program whose words are completed; the one that runs unless given */
export function addCompletion(
  program: Command,
  createContext: CreateContext,
  build: () => Command = () => program,
): void {
  const command = typed(program.command('completion'))
    .summary('print a completion script for bash, zsh or fish')
    .description('Print a script with which your shell completes commands, options and names of clients.')
    .addArgument(new TypedArgument('<shell>', 'the shell').choices(shells))
    .action(async (shell, _options, self) => {
      const { runCompletion } = await import('./completion-run.ts');
      runCompletion(shell, build(), createContext(readGlobals(self)));
    });
  addHelpNotes(command, () => ({
    examples: [
      ['eval "$(diverst completion bash)"', 'in ~/.bashrc'],
      ['eval "$(diverst completion zsh)"', 'in ~/.zshrc'],
      ['diverst completion fish | source', 'in ~/.config/fish/config.fish'],
    ],
    notes: [
      'The names of clients and environments are those that diverst listed last. Completion makes no call to AWS.',
    ],
  }));
}
