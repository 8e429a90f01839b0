import type { AccountNoun } from '../../model/account-kind.ts';
import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import { assumableAccounts } from '../../operations/account/assumable-accounts.ts';
import type { CommandContext } from '../context.ts';
import { sayCaller } from '../mode.ts';
import { warn } from '../notices.ts';
import { openSession, type Session } from '../open-session.ts';
import { keptGrants } from './kept-grants.ts';

/**
 * Every account that can be assumed, of every kind: the grants of the calling identity's groups, read from AWS, and the
 * accounts that the configuration names.
 * @param noun of the kind of the requested accounts
 * @param opened the connection to AWS, if it is open already
 */
export async function readGrantedAccounts(
  noun: AccountNoun,
  context: CommandContext,
  opened?: Session,
): Promise<GrantedAccounts> {
  const session = opened ?? (await openSession(context, 'ops'));
  const mfa = async () => (await import('./listing-mfa.ts')).listingMfa(noun, session, context);
  const source = { ...session, keptGrants: keptGrants(context), mfa };
  const granted = await assumableAccounts(source, session.structure.kinds[noun], (why) =>
    warn(
      context.terminal,
      `${why}: diverst shows the ${noun}s that ${noun}.roleArns lists in ${session.configFile}`,
    ),
  );
  sayCaller(context, session.profile, granted.identity);
  return granted;
}
