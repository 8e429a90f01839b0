import { roleName } from '../../model/account-kind.ts';
import { checkName } from '../../model/account-name.ts';
import { readRoleArn } from '../../model/arn.ts';
import {
  type AccountSnapshot,
  type IamSnapshot,
  type OrganizationSnapshot,
  pathOf,
  type UnitPlace,
} from '../../model/organization.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import type { KnownContext } from '../../model/policy/known-context.ts';
import { trustedPrincipals } from '../../model/policy/trust.ts';
import type { GroupSnapshot, Role } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { Difference, Place } from '../difference.ts';
import { type GroupGrants, groupGrants } from '../group-grants.ts';

/** The organization as every part of the diff needs it: who is who, worked out once. */
export interface DiffContext {
  readonly structure: Structure;
  readonly snapshot: OrganizationSnapshot;
  readonly units: BaseUnits;
  readonly management: AccountSnapshot | null;
  readonly ops: AccountSnapshot | null;
  /** IAM of Ops; null where there is no Ops or it was not read. */
  readonly opsIam: IamSnapshot | null;
  /** The group that clients are granted to; null where it is missing or was not read. */
  readonly group: GroupSnapshot | null;
  readonly grants: GroupGrants | null;
  readonly clients: readonly ClientAccount[];
  readonly environments: readonly AccountSnapshot[];
  readonly byId: ReadonlyMap<string, AccountSnapshot>;
  /** What is known of every request, for comparing policies. */
  readonly known: KnownContext;
  /** Under which place what is wrong in an account is shown. */
  placeOf(account: AccountSnapshot): Place;
  /** The name of an account where it is the only one of that name, with its id otherwise. */
  labelOf(account: AccountSnapshot): string;
}

/** The OUs of the structure, each where the structure wants it; null where it is not there. */
export interface BaseUnits {
  readonly users: UnitPlace | null;
  readonly environments: UnitPlace | null;
  readonly production: UnitPlace | null;
}

/** An account that is a client's. */
export interface ClientAccount {
  readonly client: string;
  readonly account: AccountSnapshot;
  readonly roleName: string;
}

/** @param now milliseconds since 1970; without it policies are compared for all times */
export function diffContext(structure: Structure, snapshot: OrganizationSnapshot, now?: number): DiffContext {
  const units = baseUnits(structure, snapshot);
  const byId = new Map(snapshot.accounts.map((account) => [account.id, account]));
  const management = byId.get(snapshot.managementAccountId) ?? null;
  const ops = findOps(structure, snapshot, units);
  const opsIam = iamOf(ops);
  const group = opsIam?.groups.find(({ name }) => name === structure.kinds.client.group) ?? null;
  const grants = group && opsIam && groupGrants(group, opsIam.policies);
  const environments = snapshot.accounts.filter(
    (account) =>
      structure.kinds.environment.names?.includes(account.name) === true &&
      account !== ops &&
      account !== management,
  );
  const special = new Set([management, ops, ...environments]);
  const clients = snapshot.accounts.flatMap((account): readonly ClientAccount[] =>
    special.has(account) || !isClient(account, structure, units, grants)
      ? []
      : [{ client: account.name, account, roleName: roleName(structure.kinds.client, account.name) }],
  );
  const clientIds = new Set(clients.map(({ account }) => account.id));
  const names = new Map<string, number>();
  for (const { name } of snapshot.accounts) names.set(name, (names.get(name) ?? 0) + 1);
  const labelOf = ({ name, id }: AccountSnapshot) => ((names.get(name) ?? 0) > 1 ? `${name} (${id})` : name);
  return {
    structure,
    snapshot,
    units,
    management,
    ops,
    opsIam,
    group,
    grants,
    clients,
    environments,
    byId,
    known: {
      organization: { id: snapshot.id, accountIds: new Set(byId.keys()) },
      ...(now === undefined ? {} : { now }),
    },
    labelOf,
    placeOf: (account) => ({
      kind:
        account === management
          ? 'management'
          : account === ops
            ? 'ops'
            : clientIds.has(account.id)
              ? 'client'
              : 'account',
      name: account.name,
      accountId: account.id,
    }),
  };
}

/** Whether AWS lets anybody in. `UNKNOWN` is that of a partition which does not say. */
export function isActive({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'ACTIVE' || state === 'UNKNOWN';
}

/** Closed for good, or about to be: it stays in the lists for 90 days. */
export function isClosed({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'CLOSED' || state === 'PENDING_CLOSURE';
}

/**
 * Made by AWS for one of its services, and changed by nobody else: IAM takes no such path from anyone. What trusts
 * anybody but services is none, whatever its path.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
 */
export function isOfService({ path, trust }: Pick<Role, 'path' | 'trust'>): boolean {
  return path.startsWith('/aws-service-role/') && trustsServicesOnly(trust);
}

/** The same few documents are in every account. */
const trusting = new Map<string, boolean>();
const mostKept = 1_000;

function trustsServicesOnly(trust: string): boolean {
  const known = trusting.get(trust);
  if (known !== undefined) return known;
  const parsed = parsePolicy(trust);
  const only =
    parsed.ok && trustedPrincipals(parsed.policy).every(({ principal }) => principal.kind === 'service');
  if (trusting.size >= mostKept) trusting.clear();
  trusting.set(trust, only);
  return only;
}

export function iamOf(account: AccountSnapshot | null): IamSnapshot | null {
  return account?.reading.kind === 'read' ? account.reading.iam : null;
}

export function organizationPlace({ snapshot }: DiffContext): Place {
  return { kind: 'organization', name: snapshot.id, accountId: null };
}

export function whereIs({ snapshot }: DiffContext, account: AccountSnapshot): string {
  return pathOf(snapshot, account.parentId);
}

/** A difference with nothing but what every one has; the rest is added. */
export function difference(
  parts: Pick<Difference, 'check' | 'subject' | 'place' | 'message'> & Partial<Difference>,
): Difference {
  return { expected: null, actual: null, evidence: [], repair: [], fix: [], ...parts };
}

function baseUnits(structure: Structure, { units, rootId }: OrganizationSnapshot): BaseUnits {
  const child = (parentId: string | undefined, name: string) =>
    units.find((unit) => unit.parentId === parentId && unit.name === name) ?? null;
  const environments = child(rootId, structure.units.environments);
  return {
    users: child(rootId, structure.units.users),
    environments,
    production: environments && child(environments.id, structure.units.production),
  };
}

/** The active one in the users' OU; else the one that is there; else one of that name anywhere. */
function findOps(
  structure: Structure,
  { accounts, managementAccountId }: OrganizationSnapshot,
  { users }: BaseUnits,
): AccountSnapshot | null {
  const named = accounts.filter(
    ({ name, id }) => name === structure.opsAccount && id !== managementAccountId,
  );
  const inPlace = named.filter(({ parentId }) => parentId === users?.id);
  return inPlace.find(isActive) ?? inPlace[0] ?? named.find(isActive) ?? named[0] ?? null;
}

/**
 * An account in Production is a client's. One elsewhere is too, when it has the client role of its own name or when
 * that is granted: it was moved.
 */
function isClient(
  account: AccountSnapshot,
  structure: Structure,
  units: BaseUnits,
  grants: GroupGrants | null,
): boolean {
  if (!checkName(account.name).ok) return false;
  if (units.production !== null && account.parentId === units.production.id) return true;
  const wanted = roleName(structure.kinds.client, account.name);
  // Under another case it is the same name to IAM.
  if (iamOf(account)?.roles.some(({ name }) => name.toLowerCase() === wanted.toLowerCase())) return true;
  return [...(grants?.roles.keys() ?? [])].some((arn) => {
    const role = readRoleArn(arn);
    return role?.accountId === account.id && role.name === wanted;
  });
}
