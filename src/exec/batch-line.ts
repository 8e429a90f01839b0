/** What cmd takes as a part of a word where nothing quotes it. */
const bare = /^[A-Za-z0-9#$*+\-./:?@\\_]+$/;
/** Nothing quotes them: cmd ends the line there. */
const unquotable = /[\0\r\n]/;

/** An argument that cmd cannot pass on as it is. */
export class UnquotableArgument extends Error {
  override readonly name = 'UnquotableArgument';
}

/**
 * The command line that runs a batch file with arguments: the arguments of cmd.exe, to be given verbatim. Whatever an
 * argument holds, cmd reads it twice, here and where the file says `%*`, and neither time finds a command in it:
 * - a quote is doubled, so that no quoted word ends inside an argument;
 * - a `%` becomes `%%cd:~,%`: cmd reads the second part as an empty variable, and what is left is one `%`;
 * - `/v:off` keeps `!` as it is, `/e:on` is what the empty variable needs, and `/d` runs nothing else before.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/cmd and
 * https://learn.microsoft.com/cpp/c-language/parsing-c-command-line-arguments
 * @throws UnquotableArgument for a line break or NUL in a word
 */
export function batchLine(file: string, args: readonly string[]): readonly string[] {
  return ['/e:on', '/v:off', '/d', '/s', '/c', `"${[quoted(file), ...args.map(batchWord)].join(' ')}"`];
}

function batchWord(word: string): string {
  return bare.test(word) && !word.endsWith('\\') ? word : quoted(word);
}

/**
 * The arguments of cmd.exe that print the short name of a path in quotes. No file holds the command: a temporary folder
 * may be one that others can write to. A `for` needs a variable, whose `%` begins no other one, as none has such a name.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/for
 * @throws UnquotableArgument for a line break or NUL in the path
 */
export function shortNameLine(path: string): readonly string[] {
  return ['/e:on', '/v:off', '/d', '/s', '/c', `"for %I in (${quoted(path)}) do @echo "%~sI""`];
}

/** Backslashes count only before a quote, also before the one that ends the word. */
function quoted(word: string): string {
  if (unquotable.test(word)) throw new UnquotableArgument('a line break or NUL');
  const inner = word
    .replace(/(\\*)"/g, '$1$1""')
    .replace(/\\+$/, '$&$&')
    .replaceAll('%', '%%cd:~,%');
  return `"${inner}"`;
}
