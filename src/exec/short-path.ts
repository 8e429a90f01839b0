import { spawnSync } from 'node:child_process';
import { shortNameLine, UnquotableArgument } from './batch-line.ts';
import { cmdOf } from './windows-program.ts';

/** Many profiles name the same program. */
const known = new Map<string, string | null>();

/**
 * The short form of a path of Windows, which has no spaces: `C:\PROGRA~1\nodejs\node.exe`. A volume may keep none; then
 * it is the path as it was.
 * https://learn.microsoft.com/windows/win32/fileio/naming-a-file#short-vs-long-names
 * @returns null where it cannot be asked for
 */
export function shortPath(path: string, env: NodeJS.ProcessEnv): string | null {
  const before = known.get(path);
  if (before !== undefined) return before;
  const short = askWindows(path, env);
  known.set(path, short);
  return short;
}

function askWindows(path: string, env: NodeJS.ProcessEnv): string | null {
  try {
    const { stdout } = spawnSync(cmdOf(env), shortNameLine(path), {
      ...{ env, encoding: 'utf8', timeout: 5_000, windowsHide: true },
      ...{ windowsVerbatimArguments: true, stdio: ['ignore', 'pipe', 'ignore'] },
    });
    return /^"([^"]+)"\s*$/.exec(stdout)?.[1] ?? null;
  } catch (error) {
    if (error instanceof UnquotableArgument || (error instanceof Error && 'syscall' in error)) return null;
    throw error;
  }
}
