import { spawn } from 'node:child_process';
import { systemProgram } from './windows-program.ts';

/** What Windows gives as the exit code of a program that ended at Ctrl-C: STATUS_CONTROL_C_EXIT. */
const controlCExit = 0xc000013a;

/** Whether a program of Windows ended because Ctrl-C was pressed. */
export function isEndedByControlC(code: number | null): boolean {
  return code === controlCExit;
}

/**
 * Ends a program with all that it has started, at once: Windows has no signal that asks a program without a window to
 * end. Must be called while the program runs: nobody finds what it started afterwards.
 * https://learn.microsoft.com/windows-server/administration/windows-commands/taskkill
 * @param otherwise called where the tree cannot be ended
 */
export function endWindowsTree(pid: number, env: NodeJS.ProcessEnv, otherwise: () => void): void {
  const taskkill = systemProgram('taskkill.exe', env);
  const child = spawn(taskkill, ['/pid', String(pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
  child.on('error', otherwise);
  child.on('exit', (code) => {
    if (code !== 0) otherwise();
  });
}
