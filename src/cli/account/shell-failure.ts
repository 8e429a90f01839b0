import { leaving, type ShellEnvironment } from '../../credentials/environment-change.ts';
import { formats } from '../../credentials/formats.ts';
import { failingLines, type ShellName, shells } from '../../credentials/shells.ts';
import { nounOfCommand } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { parentShell } from '../../terminal/parent-shell.ts';
import { givenLine } from '../given-line.ts';

/** Commands whose output a shell evaluates. */
const evaluated = ['assume', 'leave'];

/**
 * What a command whose output a shell evaluates prints if it fails: `eval` of nothing succeeds, and the shell would continue
 * in the account that it was in before. The lines take the shell out of any account, and fail.
 * @param argv as it was given: what is wrong with it may be what failed
 * @returns null for other commands, and where the output is read by a program or by nobody knows which shell
 */
export function linesOfFailure(argv: readonly string[], shell: ShellEnvironment): string | null {
  const { words, options } = givenLine(argv);
  // A command that was mistyped is evaluated all the same.
  if (!words.slice(0, 2).some((word) => evaluated.includes(word) || nearestNames(word, evaluated).length > 0))
    return null;
  const noun = nounOfCommand(words[0]) ?? 'client';
  const format = options.get('--format');
  if (isShell(format)) return failingLines(leaving(shell), format, noun);
  if (options.has('--json') || formats.some((one) => one === format)) return null;
  const caller = parentShell(shell.inherited);
  return caller === null ? null : failingLines(leaving(shell), caller, noun);
}

function isShell(format: string | undefined): format is ShellName {
  return format !== undefined && Object.hasOwn(shells, format);
}
