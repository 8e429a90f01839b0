import { nearestNames } from '../../model/client-name.ts';
import { Failure } from '../../model/failure.ts';
import type { Origin } from '../../model/origin.ts';
import type { GrantedClient } from '../../model/granted-clients.ts';
import { organizationClients } from '../../operations/client/organization-clients.ts';
import { clientListView, clientShowView } from '../../views/clients.ts';
import { originOf, tellCaller } from '../mode.ts';
import { openSession } from '../open-session.ts';
import type { Run } from '../context.ts';
import { isSandbox } from '../sandbox/state-path.ts';
import { tell } from '../notices.ts';
import { findClient } from '../session/find-client.ts';
import { readGrantedRegistry } from '../session/granted-clients.ts';

export async function runClientList(run: Run): Promise<void> {
  const { session, all, read } = await openClients(run);
  const { identity, clients } = all ?? (await read());
  const origin = originOf(session, identity);
  if (run.globals.json) run.terminal.out(`${JSON.stringify({ identity, clients, ...origin })}\n`);
  else if (clients.length === 0 && all) tell(run.terminal, 'the OU for production holds no client');
  else if (clients.length === 0) tell(run.terminal, `no group of ${identity} grants a client`);
  else run.terminal.out(clientListView(clients, run.terminal.outPaint));
}

/** As the list: an admin sees every client, anybody else what the groups grant. */
export async function runClientShow(name: string, run: Run): Promise<void> {
  // Nobody is asked for a client whose role the configuration names.
  let origin: Partial<Origin> = { sandbox: isSandbox(run.globals, run.env) };
  const shown = await findClient(name, undefined, run, async () => {
    const { session, all, read } = await openClients(run);
    if (all !== null && !all.clients.some(({ client }) => client === name))
      throw notInOrganization(name, all.clients);
    const registry = all ?? (await read());
    origin = originOf(session, registry.identity);
    return registry;
  });
  if (run.globals.json) run.terminal.out(`${JSON.stringify({ ...shown, ...origin })}\n`);
  else run.terminal.out(clientShowView(shown, run.terminal.outPaint));
}

/**
 * @returns `all` clients where the caller is of the management account, to whom none is granted and who may see
 * everything; else null, and `read` gives what is granted
 */
async function openClients(run: Run) {
  const session = await openSession(run, 'ops');
  const all = await organizationClients(session.aws, session.structure);
  if (all !== null) tellCaller(run, session.profile, all.identity);
  return { session, all, read: () => readGrantedRegistry(run) };
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
