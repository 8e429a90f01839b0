import type { Command } from 'commander';
import { initShells, shellInit } from '../views/shell-init/shell-init.ts';
import type { CreateContext } from './context.ts';
import { readGlobals } from './globals.ts';
import { addHelpNotes, type HelpNotes } from './help-notes.ts';
import { TypedArgument, typed } from './typed-command.ts';

const help: HelpNotes = {
  examples: [
    ['eval "$(diverst shell-init bash)"', 'in ~/.bashrc'],
    ['eval "$(diverst shell-init zsh)"', 'in ~/.zshrc'],
    ['diverst shell-init fish | source', 'in ~/.config/fish/config.fish'],
    ['diverst shell-init powershell | Out-String | Invoke-Expression', 'in $PROFILE'],
    ['assume acme', 'then, in a new shell: enter client acme'],
    ['assume env staging', 'enter environment staging'],
    ['assume', 'choose a client from a list'],
    ['assume --leave', 'leave the client or environment'],
  ],
  notes: [
    'If assume fails, the shell is in no client and the status is not 0.',
    'diverst_prompt prints the client and the minutes left, for your prompt: PS1=\'\\w$(diverst_prompt " (%s)") \\$ \' in ~/.bashrc.',
    'Tab completes diverst and assume, except in PowerShell.',
    'cmd has no functions: there, diverst client exec acme starts a shell in client acme.',
  ],
  exitCodes: '0 done, 64 wrong usage',
};

/** Registers `shell-init`; its usual call is answered before the program is loaded. */
export function addShellInit(program: Command, createContext: CreateContext): void {
  const command = typed(program.command('shell-init'))
    .summary('set up your shell: assume, a prompt and completion')
    .description(
      'Print code for the start file of your shell: the function assume, a prompt segment and completion.',
    )
    .addArgument(new TypedArgument('<shell>', 'your shell').choices(initShells))
    .action((shell, _options, self) => {
      createContext(readGlobals(self)).terminal.out(shellInit(shell));
    });
  addHelpNotes(command, () => help);
}
