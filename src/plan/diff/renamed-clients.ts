import { type AccountKind, namesKey } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { readRoleArn } from '../../model/arn.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import { accountKinds } from '../../model/structure.ts';
import type { Difference } from '../difference.ts';
import {
  clientsOf,
  type DiffContext,
  difference,
  iamOf,
  isActive,
  isClosed,
  type KindInUse,
  whereIs,
} from './context.ts';
import { outsiders } from './other-roles.ts';

/** What says that an account is of a kind, whatever its name. */
export interface KindTrace {
  /** Names that it may have had. */
  readonly names: readonly string[];
  readonly evidence: readonly string[];
}

/**
 * Accounts of no kind in use whose roles and users are looked at all the same: all but those beside the clients, and of
 * these what looks like a client. An administrator of an account can rename it.
 */
export function watchedAccounts(context: DiffContext): readonly AccountSnapshot[] {
  const { owned } = context;
  const others = new Set(owned.map(({ account }) => account));
  return suspects(context).filter((account) => !others.has(account));
}

/** The same, and accounts that the configuration gives to another kind and that look like a client's. */
function suspects(context: DiffContext): readonly AccountSnapshot[] {
  const { snapshot, management, ops } = context;
  const others = new Set([management, ops, ...clientsOf(context).accounts.map(({ account }) => account)]);
  return snapshot.accounts.filter((account) => {
    if (others.has(account) || iamOf(account) === null) return false;
    return (
      !isAmongEnvironments(account, context) ||
      isOfAnother(account, context) ||
      clientTrace(account, context) !== null
    );
  });
}

/**
 * Accounts beside the clients that are of no kind in use, but for what looks like a client. Those that were not read are
 * among them: where they are says what they are.
 * @param watched what `watchedAccounts` gives
 */
export function accountsBesideClients(
  watched: readonly AccountSnapshot[],
  context: DiffContext,
): readonly AccountSnapshot[] {
  const { snapshot, management, ops, owned } = context;
  const others = new Set([management, ops, ...owned.map(({ account }) => account), ...watched]);
  return snapshot.accounts.filter(
    (account) => !others.has(account) && !isClosed(account) && isAmongEnvironments(account, context),
  );
}

/** Without the OU there is only the name to go by. */
function isAmongEnvironments(account: AccountSnapshot, { named, units }: DiffContext): boolean {
  return units.environments === null ? named.includes(account) : account.parentId === units.environments.id;
}

/** Whether its address is, by the template, that of a client of another name: the address takes the root user to change. */
function isOfAnother({ name, email }: AccountSnapshot, { structure }: DiffContext): boolean {
  const client =
    structure.kinds.client.email === null
      ? null
      : nameReader(structure.kinds.client.email, structure.kinds.client)(email);
  return client !== null && client !== name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * Why an account that the configuration gives to another kind may be a client's by its place; null where it is not so.
 * What Production holds, at any depth, is for clients alone.
 */
export function contestedByPlace(account: AccountSnapshot, context: DiffContext): string | null {
  const { kind } = context.ownerOf(account) ?? clientsOf(context);
  if (kind === clientsOf(context).kind || !isBelowProduction(account, context)) return null;
  return `it is in ${whereIs(context, account)}`;
}

/**
 * Why an account may be another than its name says, by grants and roles; null where it is not so. Whoever may work in the
 * one would be let into the other. An administrator of an account can rename it, and make and delete its roles, but takes
 * no grant away in Ops.
 */
export function contestedByTrace(account: AccountSnapshot, context: DiffContext): string | null {
  const owner = context.ownerOf(account);
  if (owner === null) return null;
  const clients = clientsOf(context).kind;
  // Only an admin of the organization has put it there.
  if (owner.kind === clients && account.parentId === context.units[clients.unit]?.id) return null;
  for (const one of context.kinds) {
    const isOwn = one.kind === owner.kind;
    const trace = kindTrace(account, one, !isOwn);
    if (trace === null) continue;
    const isOther = isOwn ? one.kind.names !== null && trace.names.some((name) => name !== owner.name) : true;
    if (isOther) return trace.evidence.join(', and ');
  }
  return null;
}

/** Whether an account is in the OU for clients, or in an OU below it. */
export function isBelowProduction({ parentId }: AccountSnapshot, { units, snapshot }: DiffContext): boolean {
  const parents = new Map(snapshot.units.map((unit) => [unit.id, unit.parentId]));
  const seen = new Set<string>();
  for (let at: string | undefined = parentId; at !== undefined && !seen.has(at); at = parents.get(at)) {
    if (at === units.production?.id) return true;
    seen.add(at);
  }
  return false;
}

/** Null where nothing about an account says that it is a client's. */
export function clientTrace(account: AccountSnapshot, context: DiffContext): KindTrace | null {
  const clients = clientsOf(context);
  return kindTrace(account, clients, (context.ownerOf(account)?.kind ?? clients.kind) !== clients.kind);
}

/**
 * What says that an account is of a kind; null where nothing does.
 * @param isOfAnother whether whose it is is known: what its other roles are granted to is a grant that reaches too far
 */
export function kindTrace(
  account: AccountSnapshot,
  { kind, grants, group }: KindInUse,
  isOfAnother: boolean,
): KindTrace | null {
  const names = new Set<string>();
  const evidence: string[] = [];
  const nameOf = nameReader(kind.role.name, kind);
  for (const arn of grants?.roles.keys() ?? []) {
    const role = readRoleArn(arn);
    if (role?.accountId !== account.id) continue;
    const name = nameOf(role.name);
    if (isOfAnother && name === null) continue;
    evidence.push(`the group ${group?.name ?? ''} is granted ${arn}`);
    if (name !== null) names.add(name);
  }
  for (const role of iamOf(account)?.roles ?? []) {
    const name = nameOf(role.name);
    const parsed = name === null ? null : parsePolicy(role.trust);
    if (name === null || (parsed?.ok && outsiders(parsed.policy, role).length === 0)) continue;
    evidence.push(`it has the role ${role.name}`);
    names.add(name);
  }
  return evidence.length === 0 ? null : { names: [...names], evidence };
}

/** Reads a client’s name out of what a template gives for it; null for anything else. */
function nameReader(template: string, { placeholder }: AccountKind): (name: string) => string | null {
  const [before = '', ...rest] = template
    .split(placeholder)
    .map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${before}(.+?)${rest.join('\\1')}$`, 'i');
  return (name) => {
    const client = pattern.exec(name)?.[1]?.toLowerCase();
    return client !== undefined && isName(client) ? client : null;
  };
}

/** The key of the configuration that gives a name to another kind than clients. */
function keyOf(name: string, { structure }: DiffContext): string {
  const kind = accountKinds(structure).find(({ names }) => names?.includes(name));
  return kind ? namesKey(kind) : 'the names';
}

/** Accounts that are a client's under the name of something else. */
export function renamedClientDifferences(context: DiffContext): readonly Difference[] {
  const { units, named } = context;
  return suspects(context).flatMap((account): readonly Difference[] => {
    const trace = isActive(account) ? clientTrace(account, context) : null;
    if (trace === null) return [];
    // In Production a name that is no client's is reported as that.
    if (account.parentId === units.production?.id && !named.includes(account)) return [];
    const [client] = trace.names;
    return [
      difference({
        check: 'client-renamed',
        subject: context.labelOf(account),
        place: context.placeOf(account),
        message: `the account ${account.name} (${account.id}) in ${whereIs(context, account)} is a client account under another name`,
        expected: trace.names.length > 0 ? trace.names.join(' or ') : 'the name of a client',
        actual: account.name,
        evidence: trace.evidence,
        fix: [
          client === account.name
            ? `take ${client} out of ${keyOf(client, context)} in diverst.config.yaml`
            : `rename the account${client === undefined ? '' : ` to ${client}`} in its own settings: https://console.aws.amazon.com/billing/home#/account`,
          'or, if it is not a client, delete the role and remove the grant',
        ],
      }),
    ];
  });
}
