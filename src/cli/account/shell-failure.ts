import { leaving, type ShellEnvironment } from '../../credentials/environment-change.ts';
import { formats } from '../../credentials/formats.ts';
import { failingLines, type ShellName, shells } from '../../credentials/shells.ts';
import { nounOfCommand } from '../../model/account-kind.ts';
import { nearestNames } from '../../model/account-name.ts';
import { parentShell } from '../../terminal/parent-shell.ts';

/** Commands whose output a shell evaluates. */
const evaluated = ['assume', 'leave'];

/** Options that take a value, which is no word of the command. */
const valued: ReadonlySet<string> = new Set([
  ...['--profile', '-p', '--region', '-r', '--config', '--sandbox-state'],
  ...['--format', '-f', '--duration', '--min-ttl', '--session-name', '--reason', '--role-arn'],
]);

/**
 * What a command whose output a shell evaluates prints if it fails: `eval` of nothing succeeds, and the shell would continue
 * in the account that it was in before. The lines take the shell out of any account, and fail.
 * @param argv as it was given: what is wrong with it may be what failed
 * @returns null for other commands, and where the output is read by a program
 */
export function linesOfFailure(argv: readonly string[], shell: ShellEnvironment): string | null {
  const { words, format, isJson } = read(argv);
  // A command that was mistyped is evaluated all the same.
  if (!words.some((word) => evaluated.includes(word) || nearestNames(word, evaluated).length > 0))
    return null;
  const noun = nounOfCommand(words[0]) ?? 'client';
  if (isShell(format)) return failingLines(leaving(shell), format, noun);
  if (isJson || formats.some((one) => one === format)) return null;
  return failingLines(leaving(shell), parentShell(shell.inherited), noun);
}

function read(argv: readonly string[]) {
  const words: string[] = [];
  let format: string | undefined;
  let isJson = false;
  for (let index = 0; index < argv.length && argv[index] !== '--'; index++) {
    const word = argv[index] ?? '';
    const [option = '', ...value] = word.split('=');
    if (!word.startsWith('-')) words.push(word);
    else if (word === '--json') isJson = true;
    else if (valued.has(option)) {
      const given = value.length > 0 ? value.join('=') : argv[++index];
      if (option === '--format' || option === '-f') format = given;
    }
  }
  return { words: words.slice(0, 2), format, isJson };
}

function isShell(format: string | undefined): format is ShellName {
  return format !== undefined && Object.hasOwn(shells, format);
}
