import { GrantedClientsFile } from '../../credentials/granted-clients-file.ts';
import { cacheFolder, cacheIdentityKey } from '../../credentials/request-key.ts';
import type { CommandContext } from '../context.ts';
import { cacheIdentity } from './cache-identity.ts';

/** Where what the caller's groups grant is kept. */
export function grantedClientsFile(context: CommandContext): GrantedClientsFile {
  const identity = cacheIdentity(context);
  return new GrantedClientsFile(cacheFolder(identity), cacheIdentityKey(identity), () => context.clock.now());
}
