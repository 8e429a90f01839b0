import { nearestNames } from '../../model/client-name.ts';
import { Failure } from '../../model/failure.ts';
import type { GrantedClient } from '../../model/registry.ts';
import { organizationClients } from '../../operations/organization-clients.ts';
import { clientListView, clientShowView } from '../../views/clients.ts';
import { openSession } from '../open-session.ts';
import type { Run } from '../run.ts';
import { tell } from '../tell.ts';
import { findClient } from './granted.ts';
import { readGrantedRegistry } from './granted-registry.ts';

export async function runClientList(run: Run): Promise<void> {
  const session = await openSession(run, 'ops');
  // Whoever is of the management account is granted nothing, and may see everything.
  const all = await organizationClients(session.aws, session.structure);
  const { identity, clients } = all ?? (await readGrantedRegistry(run));
  if (run.globals.json) run.terminal.out(`${JSON.stringify({ identity, clients })}\n`);
  else if (clients.length === 0 && all) tell(run.terminal, 'the OU for production holds no client');
  else if (clients.length === 0) tell(run.terminal, `no group of ${identity} grants a client`);
  else run.terminal.out(clientListView(clients, run.terminal.outPaint));
}

/** As the list: an admin sees every client, anybody else what the groups grant. */
export async function runClientShow(name: string, run: Run): Promise<void> {
  const shown = await findClient(name, undefined, run, async () => {
    const session = await openSession(run, 'ops');
    const all = await organizationClients(session.aws, session.structure);
    if (all === null) return readGrantedRegistry(run);
    if (all.clients.some(({ client }) => client === name)) return all;
    throw notInOrganization(name, all.clients);
  });
  if (run.globals.json) run.terminal.out(`${JSON.stringify(shown)}\n`);
  else run.terminal.out(clientShowView(shown, run.terminal.outPaint));
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
