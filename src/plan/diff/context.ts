import { type AccountKind, type NamedAccount, roleName } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
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
import type { Unread } from '../../model/reading.ts';
import type { GroupSnapshot, Role } from '../../model/snapshot.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import type { Difference, Place } from '../difference.ts';
import { type GroupGrants, groupGrants } from '../group-grants.ts';
import { isOnlyWithoutMfa } from './without-mfa.ts';

/** The organization as every part of the diff needs it: who is who, worked out once. */
export interface DiffContext {
  readonly structure: Structure;
  readonly snapshot: OrganizationSnapshot;
  readonly units: BaseUnits;
  readonly management: AccountSnapshot | null;
  readonly ops: AccountSnapshot | null;
  /** IAM of Ops; null where there is no Ops or it was not read. */
  readonly opsIam: IamSnapshot | null;
  /** What there is of each kind of account that is in use. */
  readonly kinds: readonly KindInUse[];
  /** The accounts of all kinds in use. */
  readonly owned: readonly OwnedAccount[];
  /** Accounts of the names that the configuration gives, whether their kind is in use or not. */
  readonly named: readonly AccountSnapshot[];
  readonly byId: ReadonlyMap<string, AccountSnapshot>;
  /** What is known of every request, for comparing policies. */
  readonly known: KnownContext;
  /** The client or environment that an account is; null for any other. */
  ownerOf(account: AccountSnapshot): OwnedAccount | null;
  /** Whether an account is of another kind than that. */
  isOfOther(account: AccountSnapshot, kind: AccountKind): boolean;
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

/** A kind that is wanted, or of which a named account is granted to its group. */
export interface KindInUse {
  readonly kind: AccountKind;
  /** The group that its accounts are granted to; null where it is missing or was not read. */
  readonly group: GroupSnapshot | null;
  readonly grants: GroupGrants | null;
  readonly accounts: readonly OwnedAccount[];
}

/** An account that is a client's or an environment's. */
export interface OwnedAccount extends NamedAccount {
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
  const given = new Set(accountKinds(structure).flatMap(({ names }) => names ?? []));
  const named = snapshot.accounts.filter(
    (account) => given.has(account.name) && account !== ops && account !== management,
  );
  const kinds = accountKinds(structure).flatMap((kind): readonly KindInUse[] => {
    const group = opsIam?.groups.find(({ name }) => name === kind.group) ?? null;
    const all = group && opsIam && groupGrants(group, opsIam.policies);
    // With people in it who prove MFA first, what it denies without is wanted.
    const grants = all && structure.people !== null ? withoutMfaDenials(all) : all;
    if (!kind.isExpected && !isGranted(kind, grants, byId)) return [];
    const others = new Set([management, ops, ...(kind.names === null ? named : [])]);
    const accounts = snapshot.accounts.flatMap((account): readonly OwnedAccount[] =>
      others.has(account) || !isOf(kind, account, units, grants)
        ? []
        : [{ kind, name: account.name, account, roleName: roleName(kind, account.name) }],
    );
    return [{ kind, group, grants, accounts }];
  });
  const owned = kinds.flatMap(({ accounts }) => accounts);
  const owners = new Map(owned.map((one) => [one.account.id, one]));
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
    kinds,
    owned,
    named,
    byId,
    known: {
      organization: { id: snapshot.id, accountIds: new Set(byId.keys()) },
      ...(now === undefined ? {} : { now }),
    },
    labelOf,
    ownerOf: ({ id }) => owners.get(id) ?? null,
    isOfOther: ({ id }, kind) => (owners.get(id)?.kind ?? kind) !== kind,
    placeOf: (account) => ({
      kind:
        account === management
          ? 'management'
          : account === ops
            ? 'ops'
            : (owners.get(account.id)?.kind.noun ?? 'account'),
      name: account.name,
      accountId: account.id,
    }),
  };
}

function withoutMfaDenials(grants: GroupGrants): GroupGrants {
  const denials = grants.denials.filter(({ statement }) => !isOnlyWithoutMfa(statement));
  return denials.length === grants.denials.length ? grants : { ...grants, denials };
}

/** Whether AWS lets anybody in. `UNKNOWN` is that of a partition which does not say. */
export function isActive({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'ACTIVE' || state === 'UNKNOWN';
}

/** Closed for good, or about to be: it stays in the lists for 90 days. */
export function isClosed({ state }: Pick<AccountSnapshot, 'state'>): boolean {
  return state === 'CLOSED' || state === 'PENDING_CLOSURE';
}

/** Whether nobody works in an account: it has no users, and no roles but its own by name and those of AWS's services. */
export function holdsNothing(
  { users, roles }: Pick<IamSnapshot, 'users' | 'roles'>,
  own: readonly (string | undefined)[],
): boolean {
  return users.length === 0 && roles.every((role) => own.includes(role.name) || isOfService(role));
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

/** The path of an OU, for people; `the root` for the root. */
export function whereUnit({ snapshot }: DiffContext, id: string): string {
  return pathOf(snapshot, id);
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

/** Whether a group grants the role of an account that the configuration gives to the kind. */
function isGranted(
  kind: AccountKind,
  grants: GroupGrants | null,
  byId: ReadonlyMap<string, AccountSnapshot>,
): boolean {
  return [...(grants?.roles.keys() ?? [])].some((arn) => {
    const role = readRoleArn(arn);
    const name = role && byId.get(role.accountId)?.name;
    return role && name && kind.names?.includes(name) === true && role.name === roleName(kind, name);
  });
}

/**
 * An account of a name that the configuration gives to the kind, wherever it is. Where it gives none, an account in the
 * OU of the kind; and one elsewhere, when it has the role of its own name or when that is granted: it was moved.
 */
function isOf(
  kind: AccountKind,
  account: AccountSnapshot,
  units: BaseUnits,
  grants: GroupGrants | null,
): boolean {
  if (!isName(account.name)) return false;
  if (kind.names !== null) return kind.names.includes(account.name);
  if (account.parentId === units[kind.unit]?.id) return true;
  const wanted = roleName(kind, account.name);
  // Under another case it is the same name to IAM.
  if (iamOf(account)?.roles.some(({ name }) => name.toLowerCase() === wanted.toLowerCase())) return true;
  return [...(grants?.roles.keys() ?? [])].some((arn) => {
    const role = readRoleArn(arn);
    return role?.accountId === account.id && role.name === wanted;
  });
}

/** The accounts of all kinds in use in words: `clients or environments`. @param end of each word, e.g. `’` for whose */
export function kindsInWords({ kinds }: DiffContext, end = ''): string {
  return kinds.map(({ kind }) => `${kind.noun}s${end}`).join(' or ');
}

/** What there is of the clients, which are always in use. */
export function clientsOf({ kinds }: DiffContext): KindInUse {
  const clients = kinds.find(({ kind }) => kind.names === null);
  if (clients === undefined) throw new Error('no kind takes every account of its OU');
  return clients;
}

/** A part of the organization that could not be read. @param parts `ifDenied`: what to do where AWS denied it */
export function notAudited(
  { reason, denied }: Unread,
  {
    ifDenied,
    ...parts
  }: Pick<Difference, 'subject' | 'place' | 'message'> & {
    readonly ifDenied: readonly string[];
  },
): Difference {
  return difference({
    ...parts,
    check: 'not-audited',
    expected: 'readable',
    actual: reason,
    fix: denied ? ifDenied : readAgain,
  });
}

/** What to do about a reading that failed for another reason than a denial. */
export const readAgain: readonly string[] = ['run the audit again; --debug shows every call'];
