import { open, stat } from 'node:fs/promises';

/** What the configuration needs of the file system. */
export interface ConfigDisk {
  /** Whether there is something of that name. Throws Node's error when that can't be known (no permission). */
  exists(path: string): Promise<boolean>;
  /** The file's first bytes, at most `most`. Throws Node's error when there are none to read. */
  read(path: string, most: number): Promise<Uint8Array>;
}

export const nodeDisk: ConfigDisk = {
  async exists(path) {
    try {
      await stat(path);
      return true;
    } catch (error) {
      const code = errorCode(error);
      if (code === 'ENOENT' || code === 'ENOTDIR') return false;
      throw error;
    }
  },

  // Not readFile: the file may be a pipe (`--config <(…)`) or a device, whose size stat does not give.
  async read(path, most) {
    const handle = await open(path, 'r');
    try {
      const buffer = new Uint8Array(most);
      let length = 0;
      while (length < most) {
        const { bytesRead } = await handle.read(buffer, length, most - length, null);
        if (bytesRead === 0) break;
        length += bytesRead;
      }
      return buffer.subarray(0, length);
    } finally {
      await handle.close();
    }
  },
};

/** Node's code of a system error, e.g. `ENOENT`; undefined for anything else. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
