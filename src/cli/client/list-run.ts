import { nearestNames } from '../../model/account-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClient } from '../../model/granted-clients.ts';
import type { Origin } from '../../model/origin.ts';
import { organizationClients } from '../../operations/client/organization-clients.ts';
import { clientListView, clientShowView } from '../../views/clients.ts';
import type { CommandContext } from '../context.ts';
import { originOf, sayCaller } from '../mode.ts';
import { say } from '../notices.ts';
import { openSession } from '../open-session.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { findClient } from '../session/find-client.ts';
import { readGrantedClients } from '../session/granted-clients.ts';

export async function runClientList(context: CommandContext): Promise<void> {
  const { session, all, read } = await openClients(context);
  const { identity, clients } = all ?? (await read());
  const origin = originOf(session, identity);
  if (context.globals.json) context.terminal.out(`${JSON.stringify({ identity, clients, ...origin })}\n`);
  else if (clients.length === 0 && all) say(context.terminal, 'the OU for production holds no client');
  else if (clients.length === 0) say(context.terminal, `no group of ${identity} grants a client`);
  else context.terminal.out(clientListView(clients, context.terminal.outPaint));
}

/** As the list: an admin sees every client, anybody else what the groups grant. */
export async function runClientShow(name: string, context: CommandContext): Promise<void> {
  // Nobody is asked for a client whose role the configuration names.
  let origin: Partial<Origin> = { sandbox: isSandbox(context.globals, context.env) };
  const shown = await findClient(name, undefined, context, async () => {
    const { session, all, read } = await openClients(context);
    if (all !== null && !all.clients.some(({ client }) => client === name))
      throw notInOrganization(name, all.clients);
    const granted = all ?? (await read());
    origin = originOf(session, granted.identity);
    return granted;
  });
  if (context.globals.json) context.terminal.out(`${JSON.stringify({ ...shown, ...origin })}\n`);
  else context.terminal.out(clientShowView(shown, context.terminal.outPaint));
}

/**
 * @returns `all` clients where the caller is of the management account, to whom none is granted and who may see
 * everything; else null, and `read` gives what is granted
 */
async function openClients(context: CommandContext) {
  const session = await openSession(context, 'ops');
  const all = await organizationClients(session.aws, session.structure);
  if (all !== null) sayCaller(context, session.profile, all.identity);
  return { session, all, read: () => readGrantedClients(context) };
}

function notInOrganization(client: string, clients: readonly GrantedClient[]): Failure {
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
