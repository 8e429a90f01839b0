import { costsOwner } from '../../credentials/costs-file.ts';
import { cacheFolder, keptOwner } from '../../credentials/request-key.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import type { AccountRef } from '../../model/account-kind.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { cacheIdentity } from './cache-identity.ts';

/** The cached sessions that are removed. */
export interface Dropping {
  /** Those of one account, of every account of whatever kind, or of none. */
  readonly accounts: 'all' | AccountRef | 'none';
  /** Those that an MFA code opened, which serve every account. */
  readonly mfa: boolean;
}

/**
 * Forgets cached sessions; with those of all accounts, what the groups grant as well.
 * @returns how many sessions
 */
export async function dropSessions(context: CommandContext, { accounts, mfa }: Dropping): Promise<number> {
  const note = (text: string) => warn(context.terminal, text);
  const cache = new SessionCache(cacheFolder(cacheIdentity(context)), () => context.clock.now(), note);
  const isDropped = (owner: string) => {
    // Costs give nobody access, and to read them again costs money.
    if (owner === costsOwner) return false;
    if (owner === 'mfa' && mfa) return true;
    if (accounts === 'all') return owner !== 'mfa';
    return accounts !== 'none' && owner === keptOwner(accounts);
  };
  if (accounts === 'all') cache.drop((owner) => owner === 'grants');
  return cache.drop(isDropped);
}
