import { lstatSync, statSync } from 'node:fs';
import { win32 } from 'node:path';

/** A file that Windows starts by itself, or one that only cmd can run. */
export interface WindowsProgram {
  readonly file: string;
  readonly isBatch: boolean;
}

/** What can be started without asking Windows which program opens it. */
const startable = ['.com', '.exe', '.bat', '.cmd'];

/**
 * The program behind a word, by PATH and PATHEXT; null where there is none. The current directory is not searched, as in
 * PowerShell: a file that lies there by chance would get the credentials.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/path
 */
export function findWindowsProgram(
  word: string,
  env: NodeJS.ProcessEnv,
  cwd: string,
  isFile: (file: string) => boolean = isFileOnDisk,
): WindowsProgram | null {
  const folders = isWindowsPath(word)
    ? [cwd]
    : listOf(variableOf(env, 'PATH')).filter((folder) => win32.isAbsolute(folder));
  const known = listOf(variableOf(env, 'PATHEXT')).map((ending) => ending.toLowerCase());
  const endings = known.length > 0 ? known.filter((ending) => startable.includes(ending)) : startable;
  const names = startable.includes(endingOf(word)) ? [word] : endings.map((ending) => `${word}${ending}`);
  for (const folder of folders)
    for (const name of names) {
      const file = win32.resolve(folder, name);
      if (isFile(file)) return { file, isBatch: ['.bat', '.cmd'].includes(endingOf(file)) };
    }
  return null;
}

/** Whether a word is the path of a program, and no name to find in PATH. */
export function isWindowsPath(word: string): boolean {
  return /[\\/]|^[A-Za-z]:/.test(word);
}

function endingOf(file: string): string {
  return win32.extname(file).toLowerCase();
}

/** An entry of PATH may stand in quotes. */
function listOf(list: string): readonly string[] {
  return list
    .split(';')
    .map((entry) => entry.replaceAll('"', '').trim())
    .filter((entry) => entry !== '');
}

/** Windows finds variables in any case; the copy of an environment does not. */
function variableOf(env: NodeJS.ProcessEnv, name: string): string {
  return env[name] ?? Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1] ?? '';
}

/**
 * The path of a program of Windows itself. Under its name alone, one that lies in the current directory would be started.
 * https://learn.microsoft.com/windows/win32/api/processthreadsapi/nf-processthreadsapi-createprocessw
 * @param name with its ending, such as `taskkill.exe`
 */
export function systemProgram(name: string, env: NodeJS.ProcessEnv): string {
  const folder = variableOf(env, 'SYSTEMROOT');
  return `${/^[A-Za-z]:\\/.test(folder) ? folder : 'C:\\Windows'}\\System32\\${name}`;
}

/** The shell of Windows itself: ComSpec may name another one, with other quotes. */
export function cmdOf(env: NodeJS.ProcessEnv): string {
  return systemProgram('cmd.exe', env);
}

/**
 * Also a link that cannot be followed: programs of the Microsoft Store, such as PowerShell 7, are in PATH as links that
 * Windows can start, and Node cannot read. https://github.com/nodejs/node/issues/36790
 */
export function isFileOnDisk(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  } catch {
    return isLink(file);
  }
}

function isLink(file: string): boolean {
  try {
    const found = lstatSync(file);
    return found.isSymbolicLink() || found.isFile();
  } catch {
    return false;
  }
}
