import { join } from 'node:path';
import { writeFileAtomically } from '../files/atomic-write.ts';
import { removeUnlessHeld } from '../files/once-closed.ts';
import { accountNouns } from '../model/account-kind.ts';
import type { GrantedAccounts } from '../model/granted-accounts.ts';
import { prepareFolder } from './cache-folder.ts';
import { isObject, keptText, readKeptText } from './checksummed-json.ts';
import { fileNameOf } from './request-key.ts';
import { folderProblem, readOwnFile } from './session-file.ts';

/** Bytes: well above what the grants that fit on a group come to. */
export const mostGrantedAccountsBytes = 1_048_576;

/**
 * Keeps what the caller's groups grant, so that the next call need not read it. It is a hint: AWS decides, and an
 * entry that AWS does not bear out is dropped.
 */
export class GrantedAccountsFile {
  constructor(
    /** Null where this user has none. */
    private readonly folder: string | null,
    private readonly key: string,
    private readonly now: () => number,
  ) {}

  read(): GrantedAccounts | null {
    const { folder } = this;
    if (folder === null || folderProblem(folder) !== null) return null;
    const text = readOwnFile(this.fileIn(folder), mostGrantedAccountsBytes);
    const value = text === null ? null : readKeptText(text);
    return isEntry(value) && value.key === this.key ? value.granted : null;
  }

  /** Keeps it where the folder is fit for it; without it the next call only reads again. */
  write(granted: GrantedAccounts): void {
    const { folder, key } = this;
    if (folder === null || prepareFolder(folder, () => {}) !== null) return;
    const file = this.fileIn(folder);
    try {
      const entry: Entry = { format: 2, key, readAt: this.now(), granted };
      writeFileAtomically(file, keptText(entry), { durable: false });
    } catch {
      removeUnlessHeld(file);
    }
  }

  private fileIn(folder: string): string {
    return join(folder, fileNameOf('grants', this.key));
  }
}

interface Entry {
  /** 1 held clients only. */
  readonly format: 2;
  readonly key: string;
  /** Epoch milliseconds. */
  readonly readAt: number;
  readonly granted: GrantedAccounts;
}

function isEntry(value: unknown): value is Entry {
  if (!isObject(value) || value.format !== 2 || typeof value.key !== 'string' || !isObject(value.granted))
    return false;
  const { identity, groups, accounts } = value.granted;
  return (
    typeof identity === 'string' &&
    Array.isArray(groups) &&
    groups.every((group) => typeof group === 'string') &&
    Array.isArray(accounts) &&
    accounts.every(
      (one) =>
        isObject(one) &&
        accountNouns.some((noun) => noun === one.noun) &&
        typeof one.name === 'string' &&
        typeof one.accountId === 'string' &&
        typeof one.roleArn === 'string',
    )
  );
}
