import { namesKey } from '../../model/account-kind.ts';
import type { AccountSnapshot } from '../../model/organization.ts';
import { kindOfName } from '../../model/structure.ts';
import type { Difference } from '../difference.ts';
import { clientsOf, type DiffContext, difference, iamOf, isActive, isClosed, whereIs } from './context.ts';
import { clientTrace, nameReader } from './kind-traces.ts';

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
function isOfAnother({ name, email }: AccountSnapshot, context: DiffContext): boolean {
  const { kind } = clientsOf(context);
  const client = kind.email === null ? null : nameReader(kind.email, kind)(email);
  return client !== null && client !== name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/** Accounts that are a client's under the name of something else. */
export function renamedClientDifferences(context: DiffContext): readonly Difference[] {
  const { structure, units, named } = context;
  return suspects(context).flatMap((account): readonly Difference[] => {
    const trace = isActive(account) ? clientTrace(account, context) : null;
    if (trace === null) return [];
    // In Production a name that is no client's is reported as that.
    if (account.parentId === units.production?.id && !named.includes(account)) return [];
    const [client] = trace.names;
    const taken = client === account.name ? kindOfName(structure, client) : null;
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
          taken !== null
            ? `remove ${client} from ${namesKey(taken)} in diverst.config.yaml`
            : `rename the account${client === undefined ? '' : ` to ${client}`} in its own settings: https://console.aws.amazon.com/billing/home#/account`,
          'or delete the role and remove the grant, if the account is not a client',
        ],
      }),
    ];
  });
}
