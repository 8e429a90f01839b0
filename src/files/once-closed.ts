import { rmSync } from 'node:fs';

/** What Windows says of a file that another process has open, or has just removed and not closed yet. */
const heldCodes = new Set(['EPERM', 'EACCES', 'EBUSY']);

/** Whether an error can mean that another process has the file open. Other systems let go of names at once. */
export function isHeld(error: unknown, platform: NodeJS.Platform = process.platform): boolean {
  return (
    platform === 'win32' && error instanceof Error && 'code' in error && heldCodes.has(String(error.code))
  );
}

/**
 * Replaces or removes a file. On Windows, a file that another process has open, such as a virus scanner, refuses it: then
 * once more, for a few seconds, until that process has closed the file. Blocks the event loop meanwhile.
 * https://learn.microsoft.com/windows/win32/fileio/creating-and-opening-files
 * @throws the last error of `work`
 */
export function onceClosed<T>(work: () => T, platform: NodeJS.Platform = process.platform): T {
  let waited = 0;
  for (let pause = 10; ; pause = Math.min(pause * 2, 200)) {
    try {
      return work();
    } catch (error) {
      if (waited >= 5_000 || !isHeld(error, platform)) throw error;
    }
    block(pause);
    waited += pause;
  }
}

/**
 * Removes a temporary file. On Windows, one that another process has open stays: it is removed as what a killed process
 * has left.
 */
export function removeUnlessHeld(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if (!isHeld(error)) throw error;
  }
}

/** Stops everything for so many milliseconds. */
export function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}
