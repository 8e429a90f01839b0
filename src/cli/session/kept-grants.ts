import { GrantedAccountsFile } from '../../credentials/granted-accounts-file.ts';
import { cacheFolder, cacheIdentityKey } from '../../credentials/request-key.ts';
import type { AccountNoun } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { byText } from '../../model/by-text.ts';
import { withMapped } from '../../model/granted-accounts.ts';
import { configOf } from '../configuration.ts';
import type { CommandContext } from '../context.ts';
import { cacheIdentity } from './cache-identity.ts';

/** Where the grants of the calling identity's groups are stored. */
export function keptGrants(context: CommandContext): GrantedAccountsFile {
  const identity = cacheIdentity(context);
  return new GrantedAccountsFile(cacheFolder(identity), cacheIdentityKey(identity), () =>
    context.clock.now(),
  );
}

/** Names of a kind that a shell may complete, by name: AWS is not asked. */
export async function knownAccounts(noun: AccountNoun, context: CommandContext): Promise<readonly string[]> {
  const kept = (keptGrants(context).read()?.accounts ?? []).filter((one) => one.noun === noun);
  // What is wrong with the file the next command says: while a line is typed nothing may be.
  const kind = await configOf(context).then(
    (config) => config.structure.kinds[noun],
    () => null,
  );
  const assumable = withMapped(kept, kind === null ? [] : [kind]).map(({ name }) => name);
  // An admin makes an environment before any group grants it.
  const configured = (kind?.names ?? []).filter((name) => isName(name) && !assumable.includes(name));
  return [...assumable, ...configured].sort(byText);
}
