import { posixShellWord, windowsShellWord } from './shell-word.ts';

/** What the system calls things, in commands to paste and in running text. */
export interface SystemWords {
  /** A file in the home folder. @param path with slashes, such as `.aws/config` */
  homeFile(path: string): string;
  /**
   * The same as a word of a command to paste, which cmd must not have to expand.
   * @param home null where it is not known
   */
  homeArgument(name: string, home: string | null): string;
  /** How a variable is referred to. */
  variable(name: string): string;
  /** The command that lets the owner of a read-only file write to it. */
  makeWritable(file: string): string;
  /** The command that makes a folder, and those that it is to be in. */
  makeFolder(folder: string): string;
  /** How `exec` runs a command line of a shell, which stands for `…`. */
  readonly shellLine: string;
  /** What to do with a file that the system does not take for a program. */
  readonly notExecutable: string;
  /** What ends a line of a command that continues on the next one; null where the shells disagree. */
  readonly continued: string | null;
  /** Why the file behind a path cannot be found. */
  readonly noFile: string;
  /** How a command runs with a variable, in running text. */
  withVariable(name: string, value: string, command: string): string;
  /** Who can read a file that is created for its owner alone. */
  readonly readers: string;
  /** How a file that only its owner is to read comes to be so. */
  readonly privateFile: string;
}

const posix: SystemWords = {
  homeFile: (path) => `~/${path}`,
  homeArgument: (name) => `~/${name}`,
  variable: (name) => `$${name}`,
  makeWritable: (file) => `chmod u+w ${posixShellWord(file)}`,
  makeFolder: (folder) => `mkdir -p ${posixShellWord(folder)}`,
  shellLine: '-- sh -c "…"',
  notExecutable: 'make the file executable with chmod +x, or run it through its interpreter: -- sh FILE',
  continued: ' \\',
  noFile: 'The file does not exist, or the interpreter in its first line does not exist.',
  withVariable: (name, value, command) => `${name}=${value} ${command}`,
  readers: 'only you can read the file',
  privateFile: 'diverst creates it with mode 600, readable only by you',
};

/** Each of the commands is one of PowerShell as well as of cmd. */
const windows: SystemWords = {
  // As AWS writes it: https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
  homeFile: (path) => `%USERPROFILE%\\${path.replaceAll('/', '\\')}`,
  homeArgument: (name, home) => (home === null ? name : windowsShellWord(`${home}\\${name}`)),
  variable: (name) => `%${name}%`,
  // https://learn.microsoft.com/windows-server/administration/windows-commands/attrib
  makeWritable: (file) => `attrib -r ${windowsShellWord(file)}`,
  // https://learn.microsoft.com/windows-server/administration/windows-commands/mkdir
  makeFolder: (folder) => `mkdir ${windowsShellWord(folder)}`,
  shellLine: '-- cmd /c "…"',
  notExecutable: 'run the file through its interpreter, such as: -- powershell -File FILE',
  // A backtick in PowerShell, a caret in cmd.
  continued: null,
  noFile: 'The file does not exist, or is not a program (.exe, .com, .cmd or .bat).',
  withVariable: (name, value, command) => `${command} with ${name}=${value}`,
  // Node sets no permissions on Windows. https://nodejs.org/api/fs.html#file-modes
  readers: 'everyone who can read the folder can read the file',
  privateFile: 'write it to a folder that only you can read',
};

/** @param platform as `process.platform` names it */
export function systemWords(platform: NodeJS.Platform = process.platform): SystemWords {
  return platform === 'win32' ? windows : posix;
}
