import { type AccountNoun, withArticle } from '../model/account-kind.ts';
import { commandForLoop, shellQuoted, textOfWindowsWord, withoutVariables } from '../model/shell-word.ts';
import type { EnvironmentChange } from './environment-change.ts';

/** How one shell is written; each gives whole lines. */
interface ShellSyntax {
  /** @throws Unwritable */
  set(name: string, value: string): string;
  /** Whether the shell reads another value from a line that diverst prints; a person can type it. */
  misreads?(value: string): boolean;
  unset(name: string): string;
  /** Unsets a variable that nothing may stand in for; left out where that is the same. */
  hide?(name: string): string;
  /** What ends lines that succeeded, where their status would say otherwise. */
  readonly succeed?: string;
  /**
   * What makes the lines fail, so that a command behind `&&` is not run.
   * @param noun the kind of account that the command is for
   */
  fail(noun: AccountNoun): string;
  /** The line that has the shell evaluate what a command prints. */
  evaluate(command: string): string;
  /** The line that unsets variables, as a person types it. */
  forget(names: readonly string[]): string;
  /** The line that runs a command with a variable, whose value is a word of the shell. */
  runWith(name: string, word: string, command: string): string;
  /** What begins a comment; left out where that is `#`. */
  readonly comment?: string;
  /** The line end; left out where that is a line feed. */
  readonly lineEnd?: string;
  /** The line that writes what a command prints, if it is ASCII, to a file; left out where that is `>`. */
  intoFile?(command: string, file: string): string;
}

/** A value that a shell has no way to write, or reads as another one. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}

/**
 * bash, zsh, dash and every other POSIX shell. Each line ends with a semicolon, because `eval $(…)` without quotes makes
 * one line of them.
 */
const posix: ShellSyntax = {
  set: (name, value) => `export ${name}=${shellQuoted(value)};\n`,
  unset: (name) => `unset ${name};\n`,
  fail: () => 'false;\n',
  evaluate: (command) => `eval "$(${command})"`,
  forget: (names) => `unset ${names.join(' ')}`,
  runWith: (name, word, command) => `${name}=${word} ${command}`,
};

/**
 * Within quotes a backslash escapes itself and the quote. Semicolons are for `eval (…)`, which makes one line of them.
 * https://fishshell.com/docs/current/language.html#quotes
 *
 * A universal variable belongs to every shell of the person and outlasts them: it is never erased. A global one hides
 * it, and only if it is exported; the AWS CLI reports an empty profile as an error.
 * https://fishshell.com/docs/current/language.html#variable-scope
 */
const fish: ShellSyntax = {
  set: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}';\n`,
  unset: (name) => `set -q -g ${name}; and set -e -g ${name}; or true;\n`,
  hide: (name) =>
    `set -q -g ${name}; and set -e -g ${name}; ` +
    `set -q -U -x ${name}; and begin; set -gx ${name}; echo '! ${name} is a universal variable of fish. It is ` +
    `empty in this shell, and some AWS tools do not accept that. To remove it from every shell: set -e -U ${name}' ` +
    '>&2; end; or true;\n',
  succeed: 'true;\n',
  fail: () => 'false;\n',
  evaluate: (command) => `${command} | source`,
  forget: (names) => `set -e ${names.join(' ')}`,
  runWith: (name, word, command) => `${name}=${word} ${command}`,
};

/**
 * The lines are ASCII: Windows PowerShell reads what a program prints in the code page of the console, in which other
 * characters are different ones. They, typographic quotes among them, stand outside of the quotes, by their numbers.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding
 */
const powershell: ShellSyntax = {
  set(name, value) {
    const outside = (character: string) => `' + [char]${character.charCodeAt(0)} + '`;
    // One UTF-16 unit each, as a string of PowerShell has them.
    const text = value.replaceAll("'", "''").replace(/[^ -~]/g, outside);
    return `$Env:${name} = '${text}'\n`;
  },
  unset: (name) => `Remove-Item -ErrorAction SilentlyContinue Env:${name}\n`,
  fail: (noun) => `throw 'diverst failed; this shell is not in ${withArticle({ noun })} now'\n`,
  evaluate: (command) => `${command} | Out-String | Invoke-Expression`,
  forget: (names) => `Remove-Item ${names.map((name) => `Env:${name}`).join(',')}`,
  // A bare word would be the name of a command.
  runWith: (name, word, command) => `$Env:${name} = ${/^["']/.test(word) ? word : `'${word}'`}; ${command}`,
  // With `>`, the PowerShell that comes with Windows writes UTF-16.
  // https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_character_encoding
  intoFile: (command, file) => `${command} | Out-File -Encoding ascii ${file}`,
};

/**
 * For a batch file, and a loop over the lines. A per cent sign is doubled, as the file needs it; quotes and line ends cannot
 * be written at all.
 */
const cmd: ShellSyntax = {
  set(name, value) {
    if (/["\r\n]/.test(value)) throw new Unwritable(`cmd cannot hold the value of ${name}`);
    return `set "${name}=${value.replaceAll('%', '%%')}"\r\n`;
  },
  // It reads what a program prints, and batch files, in the code page of the console, in which these are other characters.
  misreads: (value) => /[^\t -~]/.test(value),
  unset: (name) => `set "${name}="\r\n`,
  fail: () => 'cmd /c exit 1\r\n',
  // https://learn.microsoft.com/windows-server/administration/windows-commands/for
  evaluate: (command) => `for /f "delims=" %i in ('${commandForLoop(command)}') do @%i`,
  forget: (names) => names.map((name) => `set "${name}="`).join(' & '),
  runWith: (name, word, command) =>
    `set "${name}=${withoutVariables(textOfWindowsWord(word))}" && ${command}`,
  // https://learn.microsoft.com/windows-server/administration/windows-commands/rem
  comment: 'rem',
  lineEnd: '\r\n',
};

/**
 * csh and tcsh, which read the lines by eval `…`. That parts them into words at blanks, takes words for patterns of file
 * names, and makes one line of them, in which an exclamation mark recalls another line whatever the quotes.
 * https://man.archlinux.org/man/tcsh.1#Command_substitution
 */
const csh: ShellSyntax = {
  set(name, value) {
    if (/[!*?[\]{}~\r\n\t]| {2}/.test(value)) throw new Unwritable(`csh cannot hold the value of ${name}`);
    return `setenv ${name} ${shellQuoted(value)};\n`;
  },
  unset: (name) => `unsetenv ${name};\n`,
  fail: () => 'false;\n',
  evaluate: (command) => `eval \`${command}\``,
  forget: (names) => names.map((name) => `unsetenv ${name}`).join(' && '),
  runWith: (name, word, command) => `env ${name}=${word} ${command}`,
};

export const shells = { env: posix, fish, powershell, cmd, csh } as const;

export type ShellName = keyof typeof shells;

/**
 * What to type so that a shell takes over what a command prints.
 * @param shell null where it is not known: then the shell that Windows opens by itself, named to the command
 */
export function evaluated(command: string, shell: ShellName | null): string {
  if (shell === null) return powershell.evaluate(`${command} --format powershell`);
  return shells[shell].evaluate(command);
}

/**
 * What to type so that a shell has these variables no more.
 * @param shell null where it is not known, as above
 */
export function forgotten(names: readonly string[], shell: ShellName | null): string {
  return shells[shell ?? 'powershell'].forget(names);
}

/**
 * What to type so that a shell has a variable.
 * @param value that a POSIX shell reads without quotes
 * @param shell null where it is not known, as above
 */
export function exported(name: string, value: string, shell: ShellName | null): string {
  if (shell === 'env') return `export ${name}=${value}`;
  return shells[shell ?? 'powershell'].set(name, value).trimEnd().replace(/;$/, '');
}

/**
 * What to type so that a command runs with variables; in PowerShell and cmd they stay set afterwards.
 * @param variables names, and values as words of the shell
 * @param shell null where it is not known, as above
 */
export function runWith(
  variables: readonly (readonly [name: string, word: string])[],
  command: string,
  shell: ShellName | null,
): string {
  const syntax = shells[shell ?? 'powershell'];
  return variables.reduceRight((line, [name, word]) => syntax.runWith(name, word, line), command);
}

/** A line of text that a shell passes over, with its end. */
export function commented(text: string, shell: ShellName): string {
  const { comment = '#', lineEnd = '\n' }: ShellSyntax = shells[shell];
  return `${comment} ${text}${lineEnd}`;
}

/**
 * What to type so that a file holds what a command prints.
 * @param file a word of the shell
 * @param shell null where it is not known, as above
 */
export function intoFile(command: string, file: string, shell: ShellName | null): string {
  const syntax: ShellSyntax = shells[shell ?? 'powershell'];
  return syntax.intoFile?.(command, file) ?? `${command} >${file}`;
}

/**
 * The lines that make a change in a shell, and succeed.
 * @throws Unwritable for a value that the shell cannot hold
 */
export function shellLines(change: EnvironmentChange, shell: ShellName): string {
  const lines = changeLines(change, shells[shell]);
  const { succeed = '' }: ShellSyntax = shells[shell];
  return lines + succeed;
}

/** The lines that make a change in a shell, as far as it can hold the values, and then fail. */
export function failingLines(change: EnvironmentChange, shell: ShellName, noun: AccountNoun): string {
  const syntax: ShellSyntax = shells[shell];
  const writable = change.set.filter(([name, value]) => isWritable(syntax, name, value));
  const others = change.set.filter((one) => !writable.includes(one)).map(([name]) => name);
  const unset = [...change.unset, ...others];
  return changeLines({ ...change, set: writable, unset }, syntax) + syntax.fail(noun);
}

function changeLines({ set, unset, hide }: EnvironmentChange, syntax: ShellSyntax): string {
  const hideOne = syntax.hide ?? syntax.unset;
  return [
    ...set.map(([name, value]) => printed(syntax, name, value)),
    ...unset.map((name) => syntax.unset(name)),
    ...hide.map((name) => hideOne(name)),
  ].join('');
}

/** @throws Unwritable */
function printed(syntax: ShellSyntax, name: string, value: string): string {
  if (syntax.misreads?.(value) === true)
    throw new Unwritable(`it would read another value of ${name} than ${value}`);
  return syntax.set(name, value);
}

function isWritable(syntax: ShellSyntax, name: string, value: string): boolean {
  try {
    printed(syntax, name, value);
    return true;
  } catch (error) {
    if (error instanceof Unwritable) return false;
    throw error;
  }
}
