import type { Command } from 'commander';
import type { CompletionShell } from './completion-run.ts';
import type { CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';
import { TypedArgument, typed } from './typed-command.ts';

const shells: readonly CompletionShell[] = ['bash', 'zsh', 'fish'];

const help = `
Examples:
  eval "$(diverst completion bash)"            in ~/.bashrc
  eval "$(diverst completion zsh)"             in ~/.zshrc
  diverst completion fish | source             in ~/.config/fish/config.fish

It completes commands, options and the names of your clients, as they were last seen: no AWS call is made.`;

/** @param build makes the program whose words are completed; the one that runs unless given */
export function addCompletion(
  program: Command,
  createContext: CreateContext,
  build: () => Command = () => program,
): void {
  typed(program.command('completion'))
    .summary('completion for bash, zsh or fish')
    .description('Print a script that lets a shell complete the words of diverst.')
    .addArgument(new TypedArgument('<shell>', 'the shell').choices(shells))
    .addHelpText('after', help)
    .action(async (shell, _options, self) => {
      const { runCompletion } = await import('./completion-run.ts');
      runCompletion(shell, build(), createContext(readGlobals(self)));
    });
}
