/** A word for pasting into a shell of this system, quoted where it has to be. */
export function shellWord(text: string): string {
  return process.platform === 'win32' ? windowsShellWord(text) : posixShellWord(text);
}

/**
 * A word for PowerShell, cmd and Git Bash alike: quoted by double quotes, as cmd knows no others. What one of them reads
 * within double quotes is quoted for PowerShell alone.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function windowsShellWord(text: string): string {
  if (/^[\w+:./-][\w@+=:./-]*$/.test(text)) return text;
  if (/["%$`!\u2018-\u201f]/.test(text)) return `'${text.replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
  // A backslash before the last quote would belong to the word.
  return `"${text.replace(/\\+$/, '$&$&')}"`;
}

/** A word within single quotes, which doubles a quote: how `windowsShellWord` quotes for PowerShell alone. */
const ofPowershell = /(?<=^|[ =])'((?:[^'\u2018-\u201b]|(['\u2018-\u201b])\2)*)'(?=$| )/g;

/**
 * A command of words for Windows, as cmd reads it: in place of each word that is for PowerShell alone, one for cmd. There
 * a quote is doubled, and a `%` is followed by an empty variable, so that it begins none. Compare `batchLine`.
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function commandForCmd(line: string): string {
  return line.replace(ofPowershell, (_, inner: string) => {
    const text = inner.replace(/(['\u2018-\u201b])\1/g, '$1');
    const quoted = text.replace(/(\\*)"/g, '$1$1""').replace(/\\+$/, '$&$&');
    return `"${quoted.replaceAll('%', '%%cd:~,%')}"`;
  });
}

/**
 * A word for a POSIX shell or fish. zsh takes an equals sign at the beginning for the path of a program.
 * https://zsh.sourceforge.io/Doc/Release/Expansion.html#g_t_0060_003d_0027-expansion
 */
export function posixShellWord(text: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : shellQuoted(text);
}

/**
 * The same, quoted in any case. Within single quotes nothing is special but the quote, and in fish the backslash: both
 * stand outside of them. https://fishshell.com/docs/current/language.html#quotes
 */
export function shellQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, "'\\$&'")}'`;
}
