import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { refuseDevice } from './device-names.ts';
import { sweepBeside } from './left-behind.ts';
import { onceClosed, removeUnlessHeld } from './once-closed.ts';

export interface AtomicWriteOptions {
  /** Permission bits of the file; 0o600 unless given. */
  readonly mode?: number;
  /** False leaves it to the system when the bytes reach the disk: for files that need not survive a power cut. */
  readonly durable?: boolean;
}

/**
 * Writes a file so that whoever reads it sees either the old content or the new one, whole: a temporary file in the
 * same folder takes the file's place. What a killed process left of such a write is swept a day later.
 *
 * @throws the file system's error; the temporary file is gone then
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  options: AtomicWriteOptions = {},
): void {
  refuseDevice(path);
  const temporary = `${path}.${process.pid}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeWhole(temporary, content, options);
    onceClosed(() => renameSync(temporary, path));
  } catch (error) {
    removeUnlessHeld(temporary);
    throw error;
  }
  sweepBeside(path);
}

function writeWhole(path: string, content: string | Uint8Array, options: AtomicWriteOptions): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const file = openSync(path, 'wx', options.mode ?? 0o600);
  try {
    for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
    if (options.durable ?? true) fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
