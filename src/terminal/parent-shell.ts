import { readFileSync } from 'node:fs';
import process, { platform, ppid } from 'node:process';
import type { ShellName } from '../credentials/shells.ts';

/** What is asked of the system; a test answers in its place. */
export interface ProcessTable {
  readonly platform: NodeJS.Platform;
  /** The process that started this one. */
  readonly parent: number;
  /** Name and parent of a process; null where it cannot be seen. */
  read(pid: number): { readonly name: string; readonly parent: number } | null;
}

const shellOf: ReadonlyMap<string, ShellName> = new Map([
  ...['sh', 'bash', 'zsh', 'dash', 'ash', 'ksh', 'mksh', 'yash'].map((name) => [name, 'env'] as const),
  ['fish', 'fish'],
  ['csh', 'csh'],
  ['tcsh', 'csh'],
  ['pwsh', 'powershell'],
  ['powershell', 'powershell'],
]);

/** A shell starts the program itself or through few others: npx, time, sudo. */
const generations = 6;

/**
 * The shell that this program was called from, by which the output is meant to be read; a POSIX shell where nothing
 * says. `$SHELL` is the login shell, not the one that calls, so it does not count, but on Windows, where only a
 * POSIX environment sets it.
 * @returns null on Windows where the environment fits more than one shell, or none
 */
export function parentShell(env: NodeJS.ProcessEnv, table: ProcessTable = systemTable): ShellName | null {
  if (table.platform === 'win32') return windowsShell(env);
  for (let pid = table.parent, seen = 0; pid > 1 && seen < generations; seen += 1) {
    const found = table.read(pid);
    if (found === null) return 'env';
    const shell = shellOf.get(nameOf(found.name));
    if (shell !== undefined) return shell;
    pid = found.parent;
  }
  return 'env';
}

/** A login shell's name begins with a hyphen; `ps` gives the whole path on macOS. */
function nameOf(text: string): string {
  return text.trim().replace(/^.*\//, '').replace(/^-/, '').toLowerCase();
}

/**
 * Asking Windows for a process's parent takes longer than everything else, so its variables have to do: Git Bash and
 * its like set MSYSTEM, PowerShell adds the user's own folder to the list of its modules, and cmd sets PROMPT. What one
 * of them sets, the other inherits: then either of them may have called.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_psmodulepath
 */
function windowsShell(env: NodeJS.ProcessEnv): ShellName | null {
  if (env.MSYSTEM || env.SHELL) return /fish(\.exe)?$/.test(env.SHELL ?? '') ? 'fish' : 'env';
  const isPowershell = usersModules(env).length > 0;
  const isCmd = env.PROMPT !== undefined;
  if (isPowershell === isCmd) return null;
  return isPowershell ? 'powershell' : 'cmd';
}

/** The folders of PSModulePath that are the user's own, in their order. */
function usersModules(env: NodeJS.ProcessEnv): readonly string[] {
  const own = /\\(Windows)?PowerShell\\Modules/i;
  const home = env.USERPROFILE?.toLowerCase();
  const folders = (env.PSModulePath ?? '').split(';').filter((folder) => own.test(folder));
  return folders.filter(
    (folder) =>
      /\\(Documents|OneDrive)[^;]*\\/i.test(folder) || (home ? folder.toLowerCase().startsWith(home) : false),
  );
}

/**
 * The program of the shell that called on Windows, to be found in PATH; null where it is unknown, and for cmd. What
 * comes with Windows and PowerShell 7 each put a folder of its own in front of the list.
 * https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_psmodulepath
 */
export function windowsShellProgram(env: NodeJS.ProcessEnv): string | null {
  const shell = windowsShell(env);
  if (shell === 'powershell')
    return /\\WindowsPowerShell\\Modules/i.test(usersModules(env)[0] ?? '') ? 'powershell' : 'pwsh';
  if (shell === null || shell === 'cmd' || !env.MSYSTEM || !env.SHELL) return null;
  // Such as `C:\Program Files\Git\usr\bin\bash.exe`: POSIX shells hand paths on in the form of Windows.
  const [, name = ''] = /([^\\/]+?)(?:\.exe)?$/i.exec(env.SHELL) ?? [];
  return shellOf.has(name) ? name : 'bash';
}

const systemTable: ProcessTable = {
  platform,
  parent: ppid,
  read: (pid) => (platform === 'linux' ? readProc(pid) : readPs(pid)),
};

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name is in parentheses and may hold some. */
function readProc(pid: number): { readonly name: string; readonly parent: number } | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const end = stat.lastIndexOf(')');
    const parent = Number(stat.slice(end + 2).split(' ')[1]);
    return { name: stat.slice(stat.indexOf('(') + 1, end), parent };
  } catch {
    return null;
  }
}

function readPs(pid: number): { readonly name: string; readonly parent: number } | null {
  // Loaded only here: every command would pay for it.
  const { spawnSync } = process.getBuiltinModule('node:child_process');
  const { stdout } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], {
    encoding: 'utf8',
    timeout: 2_000,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const match = /^\s*(\d+)\s+(.+?)\s*$/.exec(stdout ?? '');
  return match ? { parent: Number(match[1]), name: match[2] ?? '' } : null;
}
