import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, writeFileSync } from 'node:fs';
import { refuseDevice } from './device-names.ts';
import { hasNoLinks } from './hard-links.ts';
import { isHeld, removeUnlessHeld } from './once-closed.ts';

/**
 * Creates a file, whole or not at all, and never replaces one: a file that was created in the meantime stays as it is.
 * @throws the file system's error; `EEXIST` if the file exists
 */
export function createFile(path: string, content: string, mode = 0o644): void {
  refuseDevice(path);
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeNew(temporary, content, mode);
    // Unlike a rename, a link is refused if the name is taken. https://man7.org/linux/man-pages/man2/link.2.html
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (!hasNoLinks(error) && !isHeld(error)) throw error;
      writeNew(path, content, mode);
    }
  } finally {
    removeUnlessHeld(temporary);
  }
}

function writeNew(path: string, content: string, mode: number): void {
  const file = openSync(path, 'wx', mode);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
