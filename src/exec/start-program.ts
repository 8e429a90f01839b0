import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import process from 'node:process';
import { batchLine, UnquotableArgument } from './batch-line.ts';
import { cmdOf, findWindowsProgram } from './windows-program.ts';

/** A program, its arguments and what it inherits. */
export interface ChildCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** Why a batch file is not started that has a line break or NUL in an argument. */
export const lineBreak = 'line-break';

/** Why a program does not run. */
export type NotRun =
  | { readonly kind: 'not-found' }
  /** `reason` is the system's error code, such as EACCES, or `lineBreak`. */
  | { readonly kind: 'not-started'; readonly reason: string };

/**
 * Starts a program without a shell. On Windows a batch file is run by cmd, which finds no command in an argument.
 * https://nodejs.org/api/child_process.html#spawning-bat-and-cmd-files-on-windows
 */
export function startProgram(
  { command, args, env, cwd }: ChildCommand,
  options: Pick<SpawnOptions, 'stdio' | 'detached'>,
  platform: NodeJS.Platform = process.platform,
): ChildProcess | NotRun {
  try {
    if (platform !== 'win32') return spawn(command, args, { ...options, env, cwd });
    const found = findWindowsProgram(command, env, cwd);
    if (found === null) return { kind: 'not-found' };
    if (!found.isBatch) return spawn(found.file, args, { ...options, env, cwd });
    const line = batchLine(found.file, args);
    return spawn(cmdOf(env), line, { ...options, env, cwd, windowsVerbatimArguments: true });
  } catch (error) {
    if (error instanceof UnquotableArgument) return { kind: 'not-started', reason: lineBreak };
    // Some refusals of the system come as an event, others (E2BIG, ENAMETOOLONG) are thrown.
    return notRun(error);
  }
}

/** What the system says of a program that it does not start. */
export function notRun(error: unknown): NotRun {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  return reason === 'ENOENT' ? { kind: 'not-found' } : { kind: 'not-started', reason };
}
