import type { GrantedAccounts } from '../../model/granted-accounts.ts';
import { assumableAccounts } from '../../operations/client/assumable-accounts.ts';
import type { CommandContext } from '../context.ts';
import { sayCaller } from '../mode.ts';
import { warn } from '../notices.ts';
import { openSession } from '../open-session.ts';
import { keptGrants } from './kept-grants.ts';

/** Every client that can be assumed: what the caller's groups grant, read from AWS, and what the configuration names. */
export async function readGrantedAccounts(context: CommandContext): Promise<GrantedAccounts> {
  const session = await openSession(context, 'ops');
  const source = { ...session, keptGrants: keptGrants(context) };
  const granted = await assumableAccounts(source, (why) =>
    warn(
      context.terminal,
      `${why}: these are the clients that client.roleArns names in ${session.configFile}`,
    ),
  );
  sayCaller(context, session.profile, granted.identity);
  return granted;
}
