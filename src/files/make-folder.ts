import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing, for this user alone. Node's own `recursive` goes round without
 * end where a file system takes no new folder and says ENOENT, as /proc does.
 * @throws Node's error of the first that cannot be made
 */
export function makeFolder(folder: string): void {
  const missing: string[] = [];
  for (let at = folder; !isFolder(at) && at !== dirname(at); at = dirname(at)) missing.unshift(at);
  for (const one of missing) {
    try {
      mkdirSync(one, { mode: 0o700 });
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!isFolder(one)) throw error;
    }
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
