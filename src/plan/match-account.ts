import { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Account } from '../model/snapshot.ts';
import { type ClientTraces, clientTag, isLiving, noTraces } from './client-traces.ts';

export interface AccountQuery {
  readonly client: string;
  /** The address asked for by name; null when only the template's is known. */
  readonly explicitEmail: string | null;
  /** The address that the configured template gives; null without a template. */
  readonly templateEmail: string | null;
  readonly productionId: string;
}

/** The account that is the client's, and the address that it has or gets. */
export interface AccountMatch {
  readonly account: Account | null;
  readonly email: string;
}

/**
 * Finds the client's account among all of the organization's, closed ones included. An account is the client's when
 * name and address agree; in the client's own OU the name is enough, since the address may have been chosen by hand, and
 * so it is where the group in Ops is granted the client's role in it.
 * @param traces what else says whose an account is: it is asked for before an account is requested or a fix is named
 * @throws Failure where name or address belong to another account, no address is known, or the account looks renamed
 */
export function matchAccount(
  accounts: readonly Account[],
  query: AccountQuery,
  traces: ClientTraces = noTraces,
): AccountMatch {
  const { client, explicitEmail, templateEmail } = query;
  const named = accounts.filter(({ name }) => name.toLowerCase() === client);
  if (explicitEmail === null) {
    const inPlace = named.filter(({ name, parentId }) => name === client && parentId === query.productionId);
    const [only] = inPlace;
    if (only && inPlace.length === 1) return usable(only);
    if (only) throw twoOfOneName(client, inPlace);
  }
  const email = explicitEmail ?? templateEmail;
  const addressed = accounts.find((account) => account.email.toLowerCase() === email);
  const traced = accounts.filter(
    (account) => isLiving(account) && (traces.granted.has(account.id) || traces.tagged.has(account.id)),
  );
  const [own] = traced.filter(({ name }) => name === client);
  if (own && traced.length === 1 && named.length === 1 && (explicitEmail === null || own === addressed))
    return usable(own);
  const renamed = traced.filter(({ name }) => name !== client);
  if (renamed.length > 0) throw looksRenamed(query, renamed, traces, email);
  if (email === null) throw noEmail(client, named);
  if (addressed) {
    if (addressed.name !== client) throw emailTaken(query, email, addressed);
    const others = named.filter(({ id }) => id !== addressed.id);
    if (others.length > 0) throw twoOfOneName(client, named);
    return usable(addressed);
  }
  const [other] = named;
  if (other) throw nameTaken(client, email, other);
  return { account: null, email };
}

/**
 * How a member account is renamed from the management account, which AWS Account Management has to be trusted for.
 * https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-update-acct-name.html
 */
function renaming(account: Account, name: string): string {
  return `aws account put-account-name --account-id ${account.id} --account-name ${shellWord(name)}`;
}

function looksRenamed(
  { client }: AccountQuery,
  accounts: readonly Account[],
  { granted, tagged }: ClientTraces,
  email: string | null,
): Failure {
  const [first] = accounts;
  const several = accounts.map(({ id, name }) => `${name} (${id})`).join(', ');
  const evidence = accounts.flatMap((account) => {
    const facts = [
      ...(granted.has(account.id) ? ['the group in Ops is granted its role in it'] : []),
      ...(tagged.has(account.id) ? [`it is tagged ${clientTag}=${client}`] : []),
      ...(account.email.toLowerCase() === email ? [`it has the client's email address ${email}`] : []),
    ];
    return `${account.name} (${account.id}, ${account.state}): ${facts.join(', and ')}.`;
  });
  const removals = [
    ...(accounts.some(({ id }) => granted.has(id)) ? ['the grant in Ops'] : []),
    ...(accounts.some(({ id }) => tagged.has(id)) ? [`the tag ${clientTag}`] : []),
  ];
  return new Failure('failed', {
    what:
      first !== undefined && accounts.length === 1
        ? `the account of client ${client} looks renamed: it is now ${several}`
        : `${accounts.length} accounts look like the account of client ${client}, renamed: ${several}`,
    why: `${evidence.join('\n')}\nA second account for the client was not requested. Nothing was changed.`,
    fix: [
      ...(first !== undefined && accounts.length === 1
        ? [`name it ${client} again: ${renaming(first, client)}`]
        : [`name the one that is the client's ${client} again, in its account settings`]),
      'then run the same command again',
      `if it is not the account of client ${client}, remove ${removals.join(' and ')} first`,
    ],
  });
}

function usable(account: Account): AccountMatch {
  if (account.state === 'ACTIVE' || account.state === 'UNKNOWN') return { account, email: account.email };
  const gone = account.state === 'CLOSED' || account.state === 'PENDING_CLOSURE';
  throw new Failure('failed', {
    what: `the account ${account.name} (${account.id}) is ${account.state}`,
    why: gone
      ? 'A closed account keeps its name and e-mail address for 90 days; within them AWS Support can reopen it.'
      : 'AWS lets nobody work in it before it is ACTIVE.',
    fix: gone
      ? ['choose another client name and e-mail address', 'or ask AWS Support to reopen the account']
      : ['look at the account in the AWS Organizations console, then run the same command again'],
  });
}

function noEmail(client: string, named: readonly Account[]): Failure {
  const [existing] = named;
  return new Failure('usage', {
    what: `no e-mail address for the account of ${client}`,
    why: 'Every AWS account needs an address of its own; none was given and no template is configured.',
    fix: [
      existing
        ? `to continue with the existing account ${existing.id}: --email ${existing.email}`
        : `give one: --email aws+${client}@your-domain`,
      'or set a template in diverst.config.yaml: client: { email: "aws+{client}@your-domain" }',
    ],
  });
}

function emailTaken({ client }: AccountQuery, email: string, account: Account): Failure {
  const another = `diverst client init ${client} --email ADDRESS`;
  return new Failure('failed', {
    what: `the e-mail address ${email} belongs to the account ${account.name} (${account.id}, ${account.state})`,
    why: 'An address can belong to one AWS account only, closed ones included.',
    fix: isLiving(account)
      ? [
          `if that is the account of client ${client}, name it ${client}: ${renaming(account, client)}`,
          `if it is not, give another address: ${another}`,
        ]
      : [`give another address: ${another}`],
  });
}

function nameTaken(client: string, email: string, account: Account): Failure {
  const same = account.name === client;
  const another = 'choose another client name';
  const continueWith = same
    ? `continue with that account: diverst client init ${client} --email ${shellWord(account.email)}`
    : `if that is the account of client ${client}, name it ${client}: ${renaming(account, client)}`;
  return new Failure('failed', {
    what: `the name ${client} belongs to the account ${account.name} (${account.id}, ${account.state}) with the e-mail address ${account.email}`,
    why: same
      ? `The address asked for is ${email}, so it is not certain that this is the client's account.`
      : 'Names that differ only in upper and lower case are treated as the same.',
    fix: isLiving(account)
      ? [
          ...(!same || account.state === 'ACTIVE' ? [continueWith] : []),
          `if it belongs to someone else, ${another}`,
        ]
      : [another],
  });
}

function twoOfOneName(client: string, accounts: readonly Account[]): Failure {
  return new Failure('failed', {
    what: `${accounts.length} accounts have the name ${client}: ${accounts.map(({ id, email }) => `${id} <${email}>`).join(', ')}`,
    why: 'It is not certain which of them is the client’s.',
    fix: [
      'rename the one that is not, in that account’s own settings: https://console.aws.amazon.com/billing/home#/account',
    ],
  });
}
