import { lineBreak, type NotRun } from '../../exec/start-program.ts';
import { isWindowsPath } from '../../exec/windows-program.ts';
import { Failure } from '../../model/failure.ts';
import { type SystemWords, systemWords } from '../../model/system-words.ts';
import { ExitError } from '../command-errors.ts';

/** What the system's error codes mean. */
export const startReasons: Readonly<Record<string, string>> = {
  EACCES: 'The file is not a program, or you are not allowed to execute it.',
  E2BIG: 'The arguments and the environment are longer than the system accepts.',
  [lineBreak]: 'A batch file cannot be given an argument with a line break.',
};

/**
 * Why a command did not run, with the exit code that a shell gives for that.
 * @param platform as `process.platform` names it
 */
export function notRunError(
  outcome: NotRun,
  command: string,
  platform: NodeJS.Platform = process.platform,
): ExitError {
  const words = systemWords(platform);
  const isPath = platform === 'win32' ? isWindowsPath(command) : command.includes('/');
  const shown = JSON.stringify(command);
  switch (outcome.kind) {
    case 'not-found':
      return new ExitError(
        127,
        new Failure('failed', {
          what: `cannot run ${shown}: the command was not found`,
          why: isPath
            ? words.noFile
            : 'No folder in PATH has a program with that name. diverst runs commands without a shell, so aliases and built-in commands do not work.',
          fix: ['check the spelling', `to run a shell command line, use ${words.shellLine}`],
        }),
      );
    case 'not-started':
      return new ExitError(
        126,
        new Failure('failed', {
          what: `cannot run ${shown}: the system did not start it`,
          why: startReasons[outcome.reason] ?? `The system gave the error ${outcome.reason}.`,
          fix: [
            fixes(words)[outcome.reason] ?? 'run the command on its own, and read what the system reports',
          ],
          facts: [outcome.reason],
        }),
      );
  }
}

function fixes({ notExecutable }: SystemWords): Readonly<Record<string, string>> {
  return {
    EACCES: notExecutable,
    E2BIG: 'give the command fewer arguments',
    [lineBreak]: 'write the text to a file, and give the command the name of the file',
  };
}
