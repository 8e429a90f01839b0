import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isLeftBehind } from '../files/left-behind.ts';
import { mostGrantedAccountsBytes } from './granted-accounts-file.ts';
import { readOwnFile } from './session-file.ts';

/** Names of the file of a session or of granted clients, and of what a killed process leaves beside one. */
const kept = /^[a-z0-9_-]+-[0-9a-f]{16}\.json$/;
const leftBeside = /^[a-z0-9_-]+-[0-9a-f]{16}\.json[.\w~]*\.(tmp|lock)[\w~]*$/;

/** Files that are looked at in one sweep: more are left to the next. */
const most = 500;
/** Milliseconds after which what grants gave is of no use any more. */
const grantsLife = 7 * 86_400_000;

/**
 * Takes away sessions that have ended and what was left behind. Nothing that has another name is touched, a link is
 * not followed, and whatever cannot be done is left to the next sweep.
 * @param now epoch milliseconds
 */
export function sweep(folder: string, now: number): void {
  try {
    const names = readdirSync(folder).filter((name) => kept.test(name) || leftBeside.test(name));
    for (const name of names.slice(0, most)) {
      const file = join(folder, name);
      if (kept.test(name) ? isOver(file, now) : isLeftBehind(file)) rmSync(file, { force: true });
    }
  } catch {
    // The session is kept all the same; its folder is only tidied less.
  }
}

/** Whether it is known that a file answers nobody any more: of one that cannot be read nothing is known. */
function isOver(file: string, now: number): boolean {
  const text = readOwnFile(file, mostGrantedAccountsBytes);
  if (text === null) return false;
  try {
    const entry: { readonly session?: { readonly expiration?: unknown }; readonly readAt?: unknown } =
      JSON.parse(text) ?? {};
    const ends = Date.parse(String(entry.session?.expiration));
    return entry.session === undefined
      ? typeof entry.readAt === 'number' && now - entry.readAt > grantsLife
      : ends < now;
  } catch {
    return false;
  }
}
