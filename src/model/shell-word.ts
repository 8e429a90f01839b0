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

/** The text behind such a word. */
export function textOfWindowsWord(word: string): string {
  const inner = word.slice(1, -1);
  if (word.startsWith("'")) return inner.replace(/(['\u2018-\u201b])\1/g, '$1');
  return word.startsWith('"') ? inner.replace(/(\\+)\1$/, '$1') : word;
}

/** A word within single quotes, which doubles a quote: how `windowsShellWord` quotes for PowerShell alone. */
const ofPowershell = /(?<=^|[ =])'(?:[^'\u2018-\u201b]|(['\u2018-\u201b])\1)*'(?=$| )/g;

/**
 * A command of words for Windows, as cmd reads it: in place of each word that is for PowerShell alone, one for cmd. There
 * a quote is doubled. Compare `batchLine`.
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 */
export function commandForCmd(line: string): string {
  return line.replace(ofPowershell, (word) => {
    const quoted = textOfWindowsWord(word)
      .replace(/(\\*)"/g, '$1$1""')
      .replace(/\\+$/, '$&$&');
    return `"${withoutVariables(quoted)}"`;
  });
}

/** A text of which cmd reads no part as a variable: each `%` is followed by an empty one, and so begins none. */
export function withoutVariables(text: string): string {
  return text.replaceAll('%', '%%cd:~,%');
}

/**
 * A command of words for Windows, as the `for /f` of a line of cmd reads it: a second cmd reads the command once more,
 * and outside of quotes `=`, `,` and `;` part words. https://ss64.com/nt/for_cmd.html
 */
export function commandForLoop(line: string): string {
  const words = commandForCmd(line).replace(/(?:"[^"]*"|[^\s"])+/g, (word) => {
    if (!/[=,;]/.test(word.replace(/"[^"]*"/g, ''))) return word;
    return word.includes('"') ? word.replace(/^([^"]*)"/, '"$1') : `"${word}"`;
  });
  return withoutVariables(words);
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
