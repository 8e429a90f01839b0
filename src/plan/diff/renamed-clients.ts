import type { AccountKind } from '../../model/account-kind.ts';
import { isName } from '../../model/account-name.ts';
import { readRoleArn } from '../../model/arn.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { parsePolicy } from '../../model/policy/document.ts';
import type { Difference } from '../difference.ts';
import { clientsOf, type DiffContext, difference, iamOf, isActive, isClosed, whereIs } from './context.ts';
import { outsiders } from './other-roles.ts';

/** What says that an account is a client's, whatever its name. */
export interface ClientTrace {
  /** Names of clients that it may be of. */
  readonly clients: readonly string[];
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
 * Whether an account that the configuration gives to another kind is a client's by its place, its roles or its grants:
 * whoever may work in the one would be let into the other.
 */
export function isContested(account: AccountSnapshot, context: DiffContext): boolean {
  const clients = clientsOf(context).kind;
  if ((context.ownerOf(account)?.kind ?? clients) === clients) return false;
  return account.parentId === context.units[clients.unit]?.id || clientTrace(account, context) !== null;
}

/** Null where nothing about an account says that it is a client's. */
export function clientTrace(account: AccountSnapshot, context: DiffContext): ClientTrace | null {
  const { kind, grants, group } = clientsOf(context);
  const clients = new Set<string>();
  const evidence: string[] = [];
  const nameOf = nameReader(kind.role.name, kind);
  const isOfAnotherKind = (context.ownerOf(account)?.kind ?? kind) !== kind;
  for (const arn of grants?.roles.keys() ?? []) {
    const role = readRoleArn(arn);
    if (role?.accountId !== account.id) continue;
    const client = nameOf(role.name);
    // Whose account it is is known: what its other roles are granted to is a grant that reaches too far.
    if (isOfAnotherKind && client === null) continue;
    evidence.push(`the group ${group?.name ?? ''} is granted ${arn}`);
    if (client !== null) clients.add(client);
  }
  for (const role of iamOf(account)?.roles ?? []) {
    const client = nameOf(role.name);
    const parsed = client === null ? null : parsePolicy(role.trust);
    if (client === null || (parsed?.ok && outsiders(parsed.policy, role).length === 0)) continue;
    evidence.push(`it has the role ${role.name}`);
    clients.add(client);
  }
  return evidence.length === 0 ? null : { clients: [...clients], evidence };
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

/** Accounts that are a client's under the name of something else. */
export function renamedClientDifferences(context: DiffContext): readonly Difference[] {
  const { units, named } = context;
  return suspects(context).flatMap((account): readonly Difference[] => {
    const trace = isActive(account) ? clientTrace(account, context) : null;
    if (trace === null) return [];
    // In Production a name that is no client's is reported as that.
    if (account.parentId === units.production?.id && !named.includes(account)) return [];
    const [client] = trace.clients;
    return [
      difference({
        check: 'client-renamed',
        subject: context.labelOf(account),
        place: context.placeOf(account),
        message: `the account ${account.name} (${account.id}) in ${whereIs(context, account)} is a client account under another name`,
        expected: trace.clients.length > 0 ? trace.clients.join(' or ') : 'the name of a client',
        actual: account.name,
        evidence: trace.evidence,
        fix: [
          `rename the account${client === undefined ? '' : ` to ${client}`} in its own settings: https://console.aws.amazon.com/billing/home#/account`,
          'or, if it is not a client, delete the role and remove the grant',
        ],
      }),
    ];
  });
}
