/** How one shell sets and unsets a variable; each returns whole lines. */
export interface ShellSyntax {
  set(name: string, value: string): string;
  unset(name: string): string;
}

/** A value that a shell has no way to write. */
export class Unwritable extends Error {
  override readonly name = 'Unwritable';
}

/** bash, zsh, dash and every other POSIX shell: within single quotes nothing is special but the quote. */
const posix: ShellSyntax = {
  set: (name, value) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`,
  unset: (name) => `unset ${name}\n`,
};

/** https://fishshell.com/docs/current/language.html#quotes: backslash and quote are escaped by a backslash. */
const fish: ShellSyntax = {
  set: (name, value) => `set -gx ${name} '${value.replace(/[\\']/g, '\\$&')}'\n`,
  unset: (name) => `set -e ${name}\n`,
};

/** PowerShell takes typographic single quotes for plain ones: each is doubled. */
const powershell: ShellSyntax = {
  set: (name, value) => `$Env:${name} = '${value.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'\n`,
  unset: (name) => `Remove-Item -ErrorAction SilentlyContinue Env:${name}\n`,
};

/** For a batch file, in which a per cent sign is doubled; quotes and line ends cannot be written at all. */
const cmd: ShellSyntax = {
  set(name, value) {
    if (/["\r\n]/.test(value)) throw new Unwritable(`cmd cannot hold the value of ${name}`);
    return `set "${name}=${value.replaceAll('%', '%%')}"\r\n`;
  },
  unset: (name) => `set "${name}="\r\n`,
};

export const shells = { env: posix, fish, powershell, cmd } as const;

export type ShellName = keyof typeof shells;
