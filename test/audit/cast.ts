import type { AccountState, SandboxState, UnitState } from '../../src/sandbox/state.ts';

/** One of the three clients of a prepared organization. */
export interface Member {
  readonly name: string;
  readonly accountId: string;
  /** Name of its role, e.g. `acme-production`, and its ARN. */
  readonly role: string;
  readonly roleArn: string;
}

/** Who is who in a prepared organization: taken before it is changed, so that names that change are still known. */
export interface Cast {
  /** Epoch milliseconds; what was written before has spread by then. */
  readonly now: number;
  readonly management: string;
  readonly ops: string;
  /** The environment account `staging`, where the organization has one. */
  readonly staging: string | null;
  /** The client that a change is about, and two others. */
  readonly client: Member;
  readonly other: Member;
  readonly third: Member;
  /** Ids of the root and of the OUs. */
  readonly root: string;
  readonly users: string;
  readonly environments: string;
  readonly production: string;
}

/** An account that belongs to nobody here. */
export const outside = '999988887777';

/** Another one, which no account of the state has either. */
export const farAway = '888877776666';

export const clientNames = ['acme', 'globex', 'initech'] as const;

/** @param path of the clients' roles */
export function castOf(state: SandboxState, now: number, path = '/'): Cast {
  const accountNamed = (name: string): AccountState => found(Object.values(state.accounts), name);
  const unitNamed = (name: string): string => found<UnitState>(Object.values(state.units), name).id;
  const memberOf = (name: string): Member => {
    const accountId = accountNamed(name).id;
    const role = `${name}-production`;
    return { name, accountId, role, roleArn: `arn:aws:iam::${accountId}:role${path}${role}` };
  };
  const [client, other, third] = clientNames;
  return {
    now,
    management: state.managementAccountId,
    ops: accountNamed('Ops').id,
    staging: Object.values(state.accounts).find(({ name }) => name === 'staging')?.id ?? null,
    client: memberOf(client),
    other: memberOf(other),
    third: memberOf(third),
    root: state.organization?.rootId ?? '',
    users: unitNamed('Users'),
    environments: unitNamed('Envs'),
    production: unitNamed('Production'),
  };
}

/** The same people with another of the clients in front: several changes then need not be about the same one. */
export function turned(cast: Cast, times: number): Cast {
  const { client, other, third } = cast;
  return times % 3 === 0 ? cast : turned({ ...cast, client: other, other: third, third: client }, times - 1);
}

/** A subject with names in the place of account ids, and CLIENT and OTHER in that of the clients' names. */
export function anonymous(subject: string, { client, other, ...cast }: Cast): string {
  const ids: readonly (readonly [string | null, string])[] = [
    [cast.management, 'management'],
    [cast.ops, 'Ops'],
    [cast.staging, 'staging'],
    [client.accountId, client.name],
    [other.accountId, other.name],
    [cast.third.accountId, cast.third.name],
  ];
  const named = ids.reduce((text, [id, name]) => (id === null ? text : text.replaceAll(id, name)), subject);
  return named.replaceAll(client.name, 'CLIENT').replaceAll(other.name, 'OTHER');
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`the prepared organization has no ${name}`);
  return one;
}
