import { cacheFolder } from '../../credentials/request-key.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import { cacheIdentity } from './cache-identity.ts';

/** Which cached sessions are forgotten. */
export interface Dropping {
  /** Those of one client, of every client, or of none. */
  readonly clients: 'all' | { readonly client: string } | 'none';
  /** Those that an MFA code opened, which serve every client. */
  readonly mfa: boolean;
}

/**
 * Forgets cached sessions; with those of all clients, what the groups grant as well.
 * @returns how many sessions
 */
export async function dropSessions(context: CommandContext, { clients, mfa }: Dropping): Promise<number> {
  const note = (text: string) => warn(context.terminal, text);
  const cache = new SessionCache(cacheFolder(cacheIdentity(context)), () => context.clock.now(), note);
  const isDropped = (owner: string) => {
    if (owner === 'mfa' && mfa) return true;
    if (clients === 'all') return owner !== 'mfa';
    return clients !== 'none' && owner === clients.client;
  };
  if (clients === 'all') cache.drop((owner) => owner === 'grants');
  return cache.drop(isDropped);
}
