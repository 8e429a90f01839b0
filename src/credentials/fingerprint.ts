import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

/** A file as text: where it is and when it changed, so that it need not be read and cannot change unnoticed. */
export function fingerprint(file: string | null): string | null {
  const found = file === null ? undefined : statsOf(file);
  return found ? `${file}:${found.mtimeMs}:${found.size}:${found.ino}` : file;
}

/**
 * A folder of tokens as text: when files came and went, and when the newest of them was written. The AWS CLI writes a
 * token over the one before, which the folder itself does not show.
 */
export function folderFingerprint(folder: string | null): string | null {
  const found = folder === null ? undefined : statsOf(folder);
  if (folder === null || !found?.isDirectory()) return folder;
  let newest = 0;
  for (const name of namesIn(folder)) {
    newest = Math.max(newest, statsOf(join(folder, name))?.mtimeMs ?? 0);
  }
  return `${folder}:${found.mtimeMs}:${newest}`;
}

/** What cannot be looked at, in a closed home or behind something that is no folder, cannot be read either. */
export function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
