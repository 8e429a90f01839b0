import { type SpawnOptions, spawn } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { systemProgram } from './windows-program.ts';

/** How a program ended: with a code, or by a signal. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** What Windows gives as the exit code of a program that ended at Ctrl-C: STATUS_CONTROL_C_EXIT. */
const controlCExit = 0xc000013a;

/**
 * Windows has exit codes alone: the signal says what ended a program, as it does elsewhere.
 * @param isTreeEnded whether its tree was ended before
 */
export function windowsExit<T extends Exit>(exit: T, isTreeEnded: boolean): T & Exit {
  const signal = isTreeEnded ? 'SIGKILL' : exit.code === controlCExit ? 'SIGINT' : exit.signal;
  return signal === null ? exit : { ...exit, code: null, signal };
}

/** How taskkill is started; a test answers in its place. */
export type StartTaskkill = (program: string, args: readonly string[], options: SpawnOptions) => EventEmitter;

/**
 * Ends a program with all that it has started, at once: Windows has no signal that asks a program without a window to
 * end. Must be called while the program runs: nobody finds what it started afterwards.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
 * @param otherwise called where the tree cannot be ended
 */
export function endWindowsTree(
  pid: number,
  env: NodeJS.ProcessEnv,
  otherwise: () => void,
  start: StartTaskkill = spawn,
): void {
  const taskkill = systemProgram('taskkill.exe', env);
  const child = start(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  child.on('error', otherwise);
  child.on('exit', (code) => {
    if (code !== 0) otherwise();
  });
}
