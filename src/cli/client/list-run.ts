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

export async function runClientShow(name: string, run: Run): Promise<void> {
  const granted = await findClient(name, undefined, run);
  if (run.globals.json) run.terminal.out(`${JSON.stringify(granted)}\n`);
  else run.terminal.out(clientShowView(granted, run.terminal.outPaint));
}
