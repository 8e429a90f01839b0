import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedAccount } from '../../model/granted-accounts.ts';
import type { Origin } from '../../model/origin.ts';
import { organizationAccounts } from '../../operations/client/organization-accounts.ts';
import { accountListView, accountShowView } from '../../views/accounts.ts';
import type { CommandContext } from '../context.ts';
import { originOf, sayCaller } from '../mode.ts';
import { say } from '../notices.ts';
import { openSession } from '../open-session.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { findAccount } from '../session/find-account.ts';
import { readGrantedAccounts } from '../session/granted-accounts.ts';

export async function runList(context: CommandContext): Promise<void> {
  const { session, all, read } = await openClients(context);
  const { identity, clients } = all ?? (await read());
  const origin = originOf(session, identity);
  if (context.globals.json) context.terminal.out(`${JSON.stringify({ identity, clients, ...origin })}\n`);
  else if (clients.length === 0 && all) say(context.terminal, 'the OU for production holds no client');
  else if (clients.length === 0) say(context.terminal, `no group of ${identity} grants a client`);
  else context.terminal.out(accountListView(clients, context.terminal.outPaint));
}

/** As the list: an admin sees every client, anybody else what the groups grant. */
export async function runShow(name: string, context: CommandContext): Promise<void> {
  // Nobody is asked for a client whose role the configuration names.
  let origin: Partial<Origin> = { sandbox: isSandbox(context.globals, context.env) };
  const shown = await findAccount(name, undefined, context, async () => {
    const { session, all, read } = await openClients(context);
    if (all !== null && !all.clients.some(({ client }) => client === name))
      throw notInOrganization(name, all.clients);
    const granted = all ?? (await read());
    origin = originOf(session, granted.identity);
    return granted;
  });
  if (context.globals.json) context.terminal.out(`${JSON.stringify({ ...shown, ...origin })}\n`);
  else context.terminal.out(accountShowView(shown, context.terminal.outPaint));
}

/**
 * @returns `all` clients where the caller is of the management account, to whom none is granted and who may see
 * everything; else null, and `read` gives what is granted
 */
async function openClients(context: CommandContext) {
  const session = await openSession(context, 'ops');
  const all = await organizationAccounts(session.aws, session.structure);
  if (all !== null) sayCaller(context, session.profile, all.identity);
  return { session, all, read: () => readGrantedAccounts(context) };
}

function notInOrganization(client: string, clients: readonly GrantedAccount[]): Failure {
  const names = clients.map((one) => one.client);
  const near = nearestNames(client, names);
  return new Failure('failed', {
    what: `the organization has no client ${client}`,
    why: names.length === 0 ? 'The OU for production holds no client.' : `Its clients: ${names.join(', ')}.`,
    fix: [
      ...(near.length > 0 ? [`did you mean ${near.join(' or ')}?`] : []),
      `create it: diverst client init ${client}`,
    ],
  });
}
