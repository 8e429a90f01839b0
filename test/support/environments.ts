import type { SandboxState } from '../../src/sandbox/state.ts';
import type { Surroundings } from './cli.ts';
import { addMember, allow } from './many-clients.ts';
import { iamOf } from './state.ts';

const group = 'environments';

/** Puts an environment into a state: its account in Envs, its role, and the grant to the group, which the person in Ops joins. */
function addEnvironment(state: SandboxState, name: string): void {
  const envs = Object.values(state.units).find((unit) => unit.name === 'Envs');
  if (envs === undefined) throw new Error('there is no OU Envs');
  const number = Object.keys(state.accounts).length;
  const id = String(200_000_000_000 + number * 7_919_777_777).slice(0, 12);
  const role = `${name}-environment`;
  const arn = addMember(state, { id, name, parentId: envs.id, role, number });
  const ops = iamOf(state, 'Ops');
  const granted = ops.groups[group];
  if (granted === undefined) throw new Error(`Ops has no group ${group}`);
  if (!granted.members.includes('ops-user')) granted.members.push('ops-user');
  granted.inline[`assume-${role}`] = { document: allow(arn), effectiveAt: 0 };
}

/** The same in a sandbox. */
export function environmentIn({ sandbox }: Pick<Surroundings, 'sandbox'>, ...names: readonly string[]): void {
  sandbox.edit((state) => {
    for (const name of names) addEnvironment(state, name);
  });
}
