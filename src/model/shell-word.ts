/**
 * A word for pasting into a POSIX shell or fish, quoted where it has to be. zsh takes an equals sign at the beginning for
 * the path of a program. https://zsh.sourceforge.io/Doc/Release/Expansion.html#g_t_0060_003d_0027-expansion
 */
export function shellWord(text: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text) ? text : shellQuoted(text);
}

/**
 * The same, quoted in any case. Within single quotes nothing is special but the quote, and in fish the backslash: both
 * stand outside of them. https://fishshell.com/docs/current/language.html#quotes
 */
export function shellQuoted(text: string): string {
  return `'${text.replace(/['\\]/g, "'\\$&'")}'`;
}
