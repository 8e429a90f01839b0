import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/** Accounts that are counted: of more, the least used are forgotten. */
const most = 1_000;

/**
 * How often each account was used, so that a person finds first what is used most. It is a hint: two processes at once
 * may lose a count, and what cannot be read or written counts nothing.
 */
export class UseCounts {
  /** @param folder null where this user has none */
  constructor(private readonly folder: string | null) {}

  read(): ReadonlyMap<string, number> {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return new Map();
    try {
      const value: unknown = JSON.parse(readOwnFile(fileIn(folder)) ?? 'null');
      return new Map(isCounts(value) ? Object.entries(value.uses).filter(isCount) : []);
    } catch {
      return new Map();
    }
  }

  /**
   * Counts one use more, where there is a folder for it.
   * @param owner as `keptOwner` names it
   */
  add(owner: string): void {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return;
    const counts = new Map(this.read());
    counts.set(owner, (counts.get(owner) ?? 0) + 1);
    const kept = [...counts].sort(([, a], [, b]) => b - a).slice(0, most);
    try {
      const text = JSON.stringify({ format: 1, uses: Object.fromEntries(kept) });
      writeFileAtomically(fileIn(folder), text, { mode: 0o600, durable: false });
    } catch {
      // The order of a list is not worth a word.
    }
  }
}

function fileIn(folder: string): string {
  return join(folder, 'uses.json');
}

function isCounts(value: unknown): value is { readonly uses: Record<string, unknown> } {
  if (typeof value !== 'object' || value === null || !('format' in value) || !('uses' in value)) return false;
  return value.format === 1 && typeof value.uses === 'object' && value.uses !== null;
}

function isCount(entry: [string, unknown]): entry is [string, number] {
  return Number.isSafeInteger(entry[1]) && Number(entry[1]) > 0;
}
