import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Milliseconds after which a temporary file or lock is nobody's: a lock that is held is touched every few seconds. */
const life = 86_400_000;

/** The end of the names that atomic writes, locks and permits to remove a lock have until they are done. */
const unfinished = /^(\.\d+\.[0-9a-f]{12}\.tmp|\.(diverst-)?lock(?=[~.])(~\w+)*(\.[0-9a-f]{16}\.tmp)?)$/;

const swept = new Set<string>();

/** Whether a killed process left a file behind. By the time of the file system, which writes it too. */
export function isLeftBehind(file: string): boolean {
  const found = lstatSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && Date.now() - found.mtimeMs > life;
}

/**
 * Takes away what processes that were killed while they wrote a file left beside it. Once for each file in a process;
 * what cannot be done is left to the next one.
 */
export function sweepBeside(path: string): void {
  if (swept.has(path)) return;
  swept.add(path);
  const [folder, name] = [dirname(path), basename(path)];
  try {
    for (const other of readdirSync(folder)) {
      if (!other.startsWith(name) || !unfinished.test(other.slice(name.length))) continue;
      const file = join(folder, other);
      if (isLeftBehind(file)) rmSync(file, { force: true });
    }
  } catch {
    // The file is written all the same; its folder is only tidied less.
  }
}
