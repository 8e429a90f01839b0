import type { AccountNoun } from '../../model/account-kind.ts';
import { organizationAccounts } from '../../operations/account/organization-accounts.ts';
import type { CommandContext, ProfileKind } from '../context.ts';
import { sayCaller } from '../mode.ts';
import { openSession } from '../open-session.ts';
import { readGrantedAccounts } from './granted-accounts.ts';

/**
 * The accounts of a kind that the calling identity is allowed to see.
 * @returns `all` accounts of the kind if the identity is of the management account, which has no grants and is allowed
 * to see everything; else null, and `read` returns the granted accounts
 */
export async function visibleAccounts(
  noun: AccountNoun,
  context: CommandContext,
  profile: ProfileKind = 'ops',
) {
  const session = await openSession(context, profile);
  const kind = session.structure.kinds[noun];
  const all = await organizationAccounts(session.aws, session.structure, kind);
  if (all !== null) sayCaller(context, session.profile, all.identity);
  return { session, kind, all, read: () => readGrantedAccounts(noun, context, session) };
}
