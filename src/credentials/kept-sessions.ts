import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { KeptSession } from './session.ts';
import { folderProblem, parseSession, readOwnFile } from './session-file.ts';

/** Of the name of a cache file, whose it is: `keptOwner` of an account, or what else is kept there. */
const fileName = /^([a-z0-9_-]+)-[0-9a-f]{16}\.json$/;

/** The owner of a cache file; null for any other name. */
export function ownerOfFile(name: string): string | null {
  return fileName.exec(name)?.[1] ?? null;
}

/**
 * Every cached session with its owner, whatever it was asked for and however old it is.
 * @param folder of the cache; null where this user has none. One that is not this user's alone has no sessions
 * @param isWanted asked for the owner before a file is read
 */
export function keptSessions(
  folder: string | null,
  isWanted: (owner: string) => boolean = () => true,
): readonly (readonly [owner: string, session: KeptSession])[] {
  if (folder === null || folderProblem(folder) !== null) return [];
  return namesIn(folder).flatMap((name) => {
    const owner = ownerOfFile(name);
    if (owner === null || !isWanted(owner)) return [];
    const kept = parseSession(readOwnFile(join(folder, name)));
    return kept === null ? [] : [[owner, kept.session] as const];
  });
}

/** Until when the sessions of each owner are kept that have not ended, the longest of each, in epoch milliseconds. */
export function keptUntil(folder: string | null, now: number): ReadonlyMap<string, number> {
  const until = new Map<string, number>();
  for (const [owner, { expiration }] of keptSessions(folder)) {
    const ends = Date.parse(expiration);
    if (ends > now) until.set(owner, Math.max(ends, until.get(owner) ?? 0));
  }
  return until;
}

/** None where the folder cannot be listed: nothing in it is of use then. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
