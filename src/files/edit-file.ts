import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  lstatSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { writeFileAtomically } from './atomic-write.ts';
import { isDevice } from './device-names.ts';
import { withFileLock } from './lock.ts';
import { makeFolder } from './make-folder.ts';

export interface FileEdit {
  /** The file itself, where the path was a symbolic link. */
  readonly target: string;
  readonly changed: boolean;
}

/** Nobody may write to the file, or not this user: whoever made it so did not want it changed. */
export class ReadOnlyFile extends Error {
  override readonly name = 'ReadOnlyFile';
}

/** The path names something that is no regular file. */
export class NotAFile extends Error {
  override readonly name = 'NotAFile';
}

/**
 * Changes a file that others read and write too, or makes it, for its owner only. A symbolic link stays one: what it
 * points to is changed. Mode and owner stay. A file that needs no change is not written. Two of these at once lose
 * nothing.
 *
 * @param edit gets and gives the content with one character for each byte, so that no byte is lost in any encoding;
 *   may be called twice
 * @throws what `edit` throws, NotAFile, ReadOnlyFile, LockTimeout, or the file system's error
 */
export function editFile(path: string, edit: (content: string) => string): FileEdit {
  if (isDevice(path)) throw new NotAFile(`${path} is the name of a device of Windows`);
  const target = targetOf(path);
  const before = contentOf(target);
  if (edit(before) === before) return { target, changed: false };
  refuseReadOnly(target);
  makeFolder(dirname(target));
  return withFileLock(`${target}.diverst-lock`, () => {
    const content = contentOf(target);
    const next = edit(content);
    if (next === content) return { target, changed: false };
    const stats = statsOf(target);
    const mode = stats === null ? 0o600 : stats.mode & 0o777;
    writeFileAtomically(target, Buffer.from(next, 'latin1'), { mode });
    if (stats) restore(target, mode, stats);
    return { target, changed: true };
  });
}

/** Content of a file, one character for each byte; empty where there is none. */
export function contentOf(path: string): string {
  const stats = statsOf(path);
  if (stats === null) return '';
  if (!stats.isFile()) throw new NotAFile(`${path} is not a file`);
  return readFileSync(path, 'latin1');
}

/** A file is replaced, not written to, so that the system by itself would ask for the folder's permission only. */
function refuseReadOnly(path: string): void {
  const stats = statsOf(path);
  if (stats === null) return;
  // Root may write to any file.
  if ((stats.mode & 0o222) === 0) throw new ReadOnlyFile(`${path} is read-only`);
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new ReadOnlyFile(`you are not allowed to write to ${path}`, { cause: error });
  }
}

/** A new file's mode is narrowed by the process's umask, and it belongs to who made it. */
function restore(path: string, mode: number, { uid, gid }: Stats): void {
  const made = statSync(path);
  if (made.uid !== uid || made.gid !== gid) {
    try {
      chownSync(path, uid, gid);
    } catch {
      // Only root can give a file away; for anybody else it stays theirs.
    }
  }
  if ((made.mode & 0o777) !== mode) chmodSync(path, mode);
}

function statsOf(path: string): Stats | null {
  return statSync(path, { throwIfNoEntry: false }) ?? null;
}

/** Where a path leads, also where nothing is there yet: a link to a file that is still to be made. */
function targetOf(path: string): string {
  for (let at = path, links = 0; links < 40; links += 1) {
    if (statsOf(at)) return realpathSync(at);
    if (!lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink()) return at;
    at = resolve(dirname(at), readlinkSync(at));
  }
  throw new NotAFile(`${path} is a symbolic link to itself`);
}
