/** A word that some reader of the AWS configuration file would change. */
export class UnwritableWord extends Error {
  override readonly name = 'UnwritableWord';

  constructor(
    readonly word: string,
    /** The first character that does not survive, as it is shown. */
    readonly character: string,
  ) {
    super(`${JSON.stringify(word)} holds ${character}`);
  }
}

/**
 * What one line of an AWS configuration file keeps as it is, whoever reads it:
 * - botocore splits the line with Python's shlex and starts the program without a shell;
 * - the SDKs for Go, JavaScript and Java hand the line to `sh -c` or `cmd.exe`;
 * - Go's reader ends the line at any `#` or `;`, quoted or not, and turns `\n` into a line end;
 * - JavaScript's ends it at a `#` or `;` after a space.
 * Double quotes mean the same to all of them but Go on Windows, which writes them anew on their way to `cmd.exe`.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
 */
const bare = /^[A-Za-z0-9_@%+=:,./-]+$/;
const bareOnWindows = /^[A-Za-z0-9_@+=:,./~-]+$/;
const lostInQuotes = /[\p{C}\u2028\u2029"\\$`#;!]/u;

/** What is asked of the system; a test answers in its place. */
export interface PathNames {
  /** As `process.platform` names it. */
  readonly platform: NodeJS.Platform;
  /** Another name of the same file of Windows, which may have fewer characters that are read in different ways. */
  short(path: string): string | null;
}

/**
 * A command line for `credential_process`.
 * @throws UnwritableWord
 */
export function processCommand(words: readonly string[], { platform, short }: PathNames): string {
  return words.map((word) => (platform === 'win32' ? windowsWord(word, short) : posixWord(word))).join(' ');
}

/** The program's name as it is found without a shell: npm's starter on Windows is a `.cmd` file. */
export function programWord(platform: NodeJS.Platform): string {
  return platform === 'win32' ? 'diverst.cmd' : 'diverst';
}

function posixWord(word: string): string {
  if (bare.test(word)) return word;
  const lost = lostInQuotes.exec(word);
  if (lost) throw new UnwritableWord(word, shown(lost[0]));
  return `"${word}"`;
}

/** Paths are written with slashes, which Windows takes as well, and with short names where the long ones have spaces. */
function windowsWord(word: string, short: PathNames['short']): string {
  if (!/^([A-Za-z]:\\|\\\\)/.test(word)) return bareWord(word, word);
  const slashed = word.replaceAll('\\', '/');
  if (bareOnWindows.test(slashed)) return slashed;
  return bareWord(short(word)?.replaceAll('\\', '/') ?? slashed, word);
}

/** @param word what it stands for, as an error names it */
function bareWord(text: string, word: string): string {
  if (bareOnWindows.test(text)) return text;
  const lost = [...text].find((character) => !bareOnWindows.test(character));
  throw new UnwritableWord(word, lost === undefined ? 'nothing' : shown(lost));
}

function shown(character: string): string {
  if (character === ' ') return 'a space';
  return /^[\p{C}\p{Z}]$/u.test(character)
    ? `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`
    : character;
}
