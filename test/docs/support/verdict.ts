import type { Outcome } from './bash.ts';
import { misfit } from './fits.ts';
import type { ShellLine } from './shell-lines.ts';

/** What is wrong with a command that was run; null where it did as the document shows. */
export function commandVerdict({ command, exit, output }: ShellLine, outcome: Outcome): string | null {
  const { code, output: printed, calls } = outcome;
  if (code === null) return 'it was not reached, or did not end in time';
  if (code !== exit) return `exit code ${code} in place of ${exit}\n${printed}`;
  // A shell forgets the exit code of what is put into a word: eval "$(false)" is well.
  const lost = command.includes('$(') && exit === 0 ? calls.find((call) => call.code !== 0) : undefined;
  if (lost !== undefined) return `within it, exit code ${lost.code} of ${lost.words}\n${printed}`;
  const line = output === null ? null : misfit(output, printed);
  return line === null ? null : `nothing that was printed fits ${JSON.stringify(line)}\n${printed}`;
}
