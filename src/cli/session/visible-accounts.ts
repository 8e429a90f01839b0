import type { AccountNoun } from '../../model/account-kind.ts';
import { organizationAccounts } from '../../operations/account/organization-accounts.ts';
import type { CommandContext, ProfileKind } from '../context.ts';
import { sayCaller } from '../mode.ts';
import { openSession } from '../open-session.ts';
import { readGrantedAccounts } from './granted-accounts.ts';

/**
 * The accounts of a kind that the caller may see.
 * @returns `all` accounts of the kind where the caller is of the management account, to whom none is granted and who
 * may see everything; else null, and `read` gives what is granted
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
