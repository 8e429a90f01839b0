import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, chownSync, constants, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Launch } from '../../../support/program.ts';

/** No file can grow: what is written to one fails with EFBIG, as it does with ENOSPC on a disk that is full. */
export const noRoom: Launch = { through: ['bash', '-c', `trap '' XFSZ; ulimit -f 0; exec "$0" "$@"`] };

/** The first kilobyte of a file can be written, and no more. */
export const littleRoom: Launch = { through: ['bash', '-c', `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`] };

const nobody = 65_534;

/** Somebody whom modes bind: whoever runs the tests, or nobody in the place of root. */
export const bound: Launch = process.geteuid?.() === 0 ? { uid: nobody } : {};

/** Why read-only folders cannot be tried; null where they can. */
export function unbound(): string | null {
  if (process.geteuid === undefined) return 'there are no modes here';
  if (bound.uid === undefined) return null;
  for (let at = dirname(fileURLToPath(import.meta.url)); at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o005) !== 0o005) return `nobody may enter ${at}`;
  }
  try {
    accessSync(process.execPath, constants.X_OK);
    return null;
  } catch {
    return 'nobody may run node';
  }
}

/** Gives a folder and what is in it to whom modes bind. */
export function giveAway(path: string): void {
  if (bound.uid === undefined) return;
  chownSync(path, bound.uid, bound.uid);
  if (!statSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) giveAway(join(path, name));
}

/** Nothing can be made, replaced or removed in a folder until it is opened again. */
export function closeFolder(path: string): () => void {
  chmodSync(path, 0o500);
  return () => chmodSync(path, 0o700);
}

/** Whether a user may mount a disk in a name space of its own. */
export const mayMount =
  spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', '-o', 'size=16k', 'none', '/mnt']).status === 0;

/** A full disk of 32 kilobytes at a folder, which begins as what is in it and is copied to `after` in the end. */
export function fullDisk(folder: string, after: string): Launch {
  const script = `
    cp -a '${folder}' '${after}' && mount -t tmpfs -o size=32k,mode=700 none '${folder}' && cp -a '${after}/.' '${folder}' || exit 99
    dd if=/dev/zero of='${folder}/filler' bs=4k 2>/dev/null
    "$0" "$@"; code=$?
    rm -f '${folder}/filler'; rm -rf '${after}'; cp -a '${folder}' '${after}' || exit 98
    exit $code`;
  return { through: ['unshare', '-rm', 'bash', '-c', script] };
}
