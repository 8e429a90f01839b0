import type { AccountNoun } from '../../src/model/account-kind.ts';
import type { AccountState, SandboxState, UnitState } from '../../src/sandbox/state.ts';

/** One of the clients, or environments, of a prepared organization. */
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
  /** The environment account `staging`, where the organization only has its name. */
  readonly staging: string | null;
  /** What the change is about: what is said of clients below, and in every change, is said of accounts of this kind. */
  readonly noun: AccountNoun;
  /** The group of Ops that these are granted to. */
  readonly group: string;
  /** What the names of their roles end with. */
  readonly suffix: string;
  /** Ids of the OU that they are in, and of that of the other kind. */
  readonly home: string;
  readonly away: string;
  /** The client that a change is about, and two others. */
  readonly client: Member;
  readonly other: Member;
  readonly third: Member;
  /** One of the other kind, and the group of that; null where the organization has none. */
  readonly across: (Member & { readonly group: string }) | null;
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

/** In what the kinds differ here, written by hand. */
export const kinds = {
  client: {
    names: ['acme', 'globex', 'initech'],
    group: 'production',
    suffix: 'production',
    unit: 'Production',
    across: 'environment',
  },
  environment: {
    names: ['staging', 'tools', 'development'],
    group: 'environments',
    suffix: 'environment',
    unit: 'Envs',
    across: 'client',
  },
} as const satisfies Readonly<Record<AccountNoun, object>>;

/** Parts of a cast that say which kind it is about: a change that reads none of them is the same for every kind. */
export const partsOfKind: ReadonlySet<string> = new Set<keyof Cast>([
  'noun',
  'group',
  'suffix',
  'home',
  'away',
  'client',
  'other',
  'third',
  'across',
]);

/** @param path of the roles of that kind */
export function castOf(state: SandboxState, noun: AccountNoun, now: number, path = '/'): Cast {
  const accountNamed = (name: string): AccountState => found(Object.values(state.accounts), name);
  const unitNamed = (name: string): string => found<UnitState>(Object.values(state.units), name).id;
  const memberOf = (name: string, suffix: string, at: string): Member => {
    const accountId = accountNamed(name).id;
    const role = `${name}-${suffix}`;
    return { name, accountId, role, roleArn: `arn:aws:iam::${accountId}:role${at}${role}` };
  };
  const { names, group, suffix, unit, across } = kinds[noun];
  const [client, other, third] = names;
  const beyond = kinds[across];
  const staging = Object.values(state.accounts).find(({ name }) => name === 'staging')?.id ?? null;
  const hasRole = staging !== null && 'staging-environment' in (state.iam[staging]?.roles ?? {});
  return {
    now,
    management: state.managementAccountId,
    ops: accountNamed('Ops').id,
    staging: hasRole ? null : staging,
    noun,
    group,
    suffix,
    home: unitNamed(unit),
    away: unitNamed(beyond.unit),
    client: memberOf(client, suffix, path),
    other: memberOf(other, suffix, path),
    third: memberOf(third, suffix, path),
    across: hasRole ? { ...memberOf(beyond.names[0], beyond.suffix, '/'), group: beyond.group } : null,
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

/**
 * A subject with names in the place of account ids, CLIENT, OTHER and ACROSS in that of the accounts' names, GROUP and
 * GROUP-ACROSS in that of the groups'.
 */
export function anonymous(subject: string, { client, other, across, ...cast }: Cast): string {
  const ids: readonly (readonly [string | null, string])[] = [
    [cast.management, 'management'],
    [cast.ops, 'Ops'],
    [cast.staging, 'staging'],
    [client.accountId, client.name],
    [other.accountId, other.name],
    [cast.third.accountId, cast.third.name],
    [across?.accountId ?? null, across?.name ?? ''],
  ];
  const named = ids.reduce((text, [id, name]) => (id === null ? text : text.replaceAll(id, name)), subject);
  return (
    named
      .replace(new RegExp(`^${cast.group}(?=/|$)`), 'GROUP')
      .replace(new RegExp(`^${across?.group}(?=/|$)`), 'GROUP-ACROSS')
      .replaceAll(client.name, 'CLIENT')
      // Where another account has the same name, its own stands behind it as an id.
      .replaceAll('CLIENT (CLIENT)', 'CLIENT')
      .replaceAll(other.name, 'OTHER')
      .replaceAll(across?.name ?? '\n', 'ACROSS')
  );
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((candidate) => candidate.name === name);
  if (one === undefined) throw new Error(`the prepared organization has no ${name}`);
  return one;
}
