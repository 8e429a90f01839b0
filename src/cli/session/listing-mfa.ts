import { cacheFolder } from '../../credentials/request-key.ts';
import { SessionCache } from '../../credentials/session-cache.ts';
import { type AccountNoun, accountWords } from '../../model/account-kind.ts';
import type { MfaSource } from '../../operations/account/caller-mfa.ts';
import type { CommandContext } from '../context.ts';
import { warn } from '../notices.ts';
import type { Session } from '../open-session.ts';
import { cacheIdentity } from './cache-identity.ts';
import { LockBudget } from './lock-budget.ts';
import { mfaSource } from './mfa-source.ts';

/** Codes for reading what is granted, where a policy denies that without MFA; what one opens serves `assume`, too. */
export function listingMfa(noun: AccountNoun, session: Session, context: CommandContext): MfaSource {
  const folder = cacheFolder(cacheIdentity(context));
  const note = (text: string) => warn(context.terminal, text);
  return mfaSource(
    {
      noun,
      session,
      cache: new SessionCache(folder, () => context.clock.now(), note),
      budget: new LockBudget(context),
      asking: `diverst ${accountWords[noun].command} list${session.repeatedOptions}`,
      keeps: true,
    },
    context,
  );
}
