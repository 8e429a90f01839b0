import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import type { Registry } from '../model/registry.ts';
import { prepareFolder } from './cache-folder.ts';
import { fileNameOf } from './request-key.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/**
 * Keeps what the caller's groups grant, so that the next call need not read it. It is a hint: AWS decides, and an
 * entry that AWS does not bear out is dropped.
 */
export class RegistryFile {
  private readonly file: string;

  constructor(
    private readonly folder: string,
    private readonly key: string,
  ) {
    this.file = join(folder, fileNameOf('grants', key));
  }

  read(): Registry | null {
    if (folderProblem(this.folder) !== null) return null;
    const text = readOwnFile(this.file);
    if (text === null) return null;
    try {
      const value: unknown = JSON.parse(text);
      return isEntry(value) && value.key === this.key ? value.registry : null;
    } catch {
      // Half written by another program, or by hand: read anew.
      return null;
    }
  }

  /** Keeps it where the folder is fit for it; without it the next call only reads again. */
  write(registry: Registry): void {
    if (prepareFolder(this.folder, () => {}) !== null) return;
    try {
      writeFileAtomically(this.file, JSON.stringify({ format: 1, key: this.key, registry }), {
        durable: false,
      });
    } catch {
      rmSync(this.file, { force: true });
    }
  }
}

interface Entry {
  readonly format: 1;
  readonly key: string;
  readonly registry: Registry;
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || value.format !== 1 || typeof value.key !== 'string' || !isObject(value.registry))
    return false;
  const { identity, groups, clients } = value.registry;
  return (
    typeof identity === 'string' &&
    Array.isArray(groups) &&
    groups.every((group) => typeof group === 'string') &&
    Array.isArray(clients) &&
    clients.every(
      (one) =>
        isObject(one) &&
        typeof one.client === 'string' &&
        typeof one.accountId === 'string' &&
        typeof one.roleArn === 'string',
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
