import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptSession } from './session.ts';
import { folderProblem, readAnySession } from './session-file.ts';

/**
 * The cached session with a key, whatever it was asked for and however old it is: to know whose key it is.
 * @param folder of the cache; null where this user has none
 * @param owner `keptOwner` of the account
 */
export function findSession(folder: string | null, owner: string, accessKeyId: string): KeptSession | null {
  if (folder === null || folderProblem(folder) !== null) return null;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${owner}-`) || !/^-[0-9a-f]{16}\.json$/.test(name.slice(owner.length))) continue;
    const session = readAnySession(join(folder, name));
    if (session?.accessKeyId === accessKeyId) return session;
  }
  return null;
}
