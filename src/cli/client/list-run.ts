import { clientListView, clientShowView } from '../../views/clients.ts';
import type { Run } from '../run.ts';
import { findClient } from './granted.ts';
import { readGrantedRegistry } from './granted-registry.ts';

export async function runClientList(run: Run): Promise<void> {
  const { identity, clients } = await readGrantedRegistry(run);
  if (run.globals.json) run.terminal.out(`${JSON.stringify({ identity, clients })}\n`);
  else if (clients.length === 0) run.terminal.err(`no group of ${identity} grants a client\n`);
  else run.terminal.out(clientListView(clients, run.terminal.outPaint));
}

export async function runClientShow(name: string, run: Run): Promise<void> {
  const granted = await findClient(name, undefined, run);
  if (run.globals.json) run.terminal.out(`${JSON.stringify(granted)}\n`);
  else run.terminal.out(clientShowView(granted, run.terminal.outPaint));
}
