import { loadConfig } from '../../config/load.ts';
import { GrantedAccountsFile } from '../../credentials/granted-accounts-file.ts';
import { cacheFolder, cacheIdentityKey } from '../../credentials/request-key.ts';
import { withMapped } from '../../model/granted-accounts.ts';
import type { CommandContext } from '../context.ts';
import { cacheIdentity } from './cache-identity.ts';

/** Where what the caller's groups grant is kept. */
export function keptGrants(context: CommandContext): GrantedAccountsFile {
  const identity = cacheIdentity(context);
  return new GrantedAccountsFile(cacheFolder(identity), cacheIdentityKey(identity), () =>
    context.clock.now(),
  );
}

/** Names that a shell may complete, by name: AWS is not asked. */
export async function knownAccounts(context: CommandContext): Promise<readonly string[]> {
  const kept = keptGrants(context).read()?.clients ?? [];
  // What is wrong with the file the next command says: while a line is typed nothing may be.
  const roleArns = await loadConfig({ cwd: context.cwd, file: context.globals.config }).then(
    (config) => config.structure.kinds.client.roleArns,
    () => ({}),
  );
  return withMapped(kept, roleArns).map(({ client }) => client);
}
