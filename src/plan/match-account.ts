import { commandOf, initCommand, type NamedAccount, withArticle } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import { shellWord } from '../model/shell-word.ts';
import type { Account } from '../model/snapshot.ts';
import { type AccountTraces, isLiving, noTraces } from './account-traces.ts';

export interface AccountQuery extends NamedAccount {
  /** The address asked for by name; null when only the template's is known. */
  readonly explicitEmail: string | null;
  /** The address that the configured template gives; null without a template. */
  readonly templateEmail: string | null;
  /** Id of the OU of the kind. */
  readonly unitId: string;
}

/** The account that it is, and the address that it has or gets. */
export interface AccountMatch {
  readonly account: Account | null;
  readonly email: string;
}

/**
 * Finds the account of a client or an environment among all of the organization's. One that is closed, or being closed,
 * is never it, and keeps nothing but its address. It is the one when name and address agree; in the OU of its kind the name is enough, since the address may have been chosen by hand,
 * and so it is where the group in Ops is granted its role in it.
 * @param traces what else says whose an account is: it is asked for before an account is requested or a fix is named
 * @throws Failure where name or address belong to another account, the address was a closed account's, no address is known, or the account looks renamed
 */
export function matchAccount(
  accounts: readonly Account[],
  query: AccountQuery,
  traces: AccountTraces = noTraces,
): AccountMatch {
  const { name: wanted, explicitEmail, templateEmail } = query;
  // The name of a closed account is free; its address never is again.
  const named = accounts.filter((one) => isLiving(one) && one.name.toLowerCase() === wanted);
  if (explicitEmail === null) {
    const inPlace = named.filter(({ name, parentId }) => name === wanted && parentId === query.unitId);
    const [only] = inPlace;
    if (only && inPlace.length === 1) return usable(only);
    if (only) throw twoOfOneName(query, inPlace);
  }
  const email = explicitEmail ?? templateEmail;
  const addressed = accounts.find((account) => account.email.toLowerCase() === email);
  const traced = accounts.filter(
    (account) => isLiving(account) && (traces.granted.has(account.id) || traces.tagged.has(account.id)),
  );
  const [own] = traced.filter(({ name }) => name === wanted);
  if (own && traced.length === 1 && named.length === 1 && (explicitEmail === null || own === addressed))
    return usable(own);
  const renamed = traced.filter(({ name }) => name !== wanted);
  if (renamed.length > 0) throw looksRenamed(query, renamed, traces, email);
  if (email === null) throw noEmail(query, named);
  if (addressed) {
    if (!isLiving(addressed)) throw emailUsedUp(query, email, addressed, accounts);
    if (addressed.name !== wanted) throw emailTaken(query, email, addressed, accounts);
    const others = named.filter(({ id }) => id !== addressed.id);
    if (others.length > 0) throw twoOfOneName(query, named);
    return usable(addressed);
  }
  const [other] = named;
  if (other) throw nameTaken(query, email, other);
  // Who has not heard of the closing would get a second account for the client without knowing.
  const former = accounts.find((one) => !isLiving(one) && one.name === wanted);
  if (former && explicitEmail === null) throw wasClosed(query, email, former);
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
  { kind, name }: AccountQuery,
  accounts: readonly Account[],
  { granted, tagged }: AccountTraces,
  email: string | null,
): Failure {
  const [first] = accounts;
  const several = accounts.map((account) => `${account.name} (${account.id})`).join(', ');
  const evidence = accounts.flatMap((account) => {
    const facts = [
      ...(granted.has(account.id) ? ['the group in Ops is granted its role in it'] : []),
      ...(tagged.has(account.id) ? [`it is tagged ${kind.tag}=${name}`] : []),
      ...(account.email.toLowerCase() === email ? [`it has the ${kind.noun}'s email address ${email}`] : []),
    ];
    return `${account.name} (${account.id}, ${account.state}): ${facts.join(', and ')}.`;
  });
  const removals = [
    ...(accounts.some(({ id }) => granted.has(id)) ? ['the grant in Ops'] : []),
    ...(accounts.some(({ id }) => tagged.has(id)) ? [`the tag ${kind.tag}`] : []),
  ];
  return new Failure('failed', {
    what:
      first !== undefined && accounts.length === 1
        ? `the account of ${kind.noun} ${name} seems to be renamed: its name is now ${several}`
        : `${accounts.length} renamed accounts can be the account of ${kind.noun} ${name}: ${several}`,
    why: `${evidence.join('\n')}\ndiverst did not request a second account for the ${kind.noun}. Nothing was changed.`,
    fix: [
      ...(first !== undefined && accounts.length === 1
        ? [`give the account the name ${name} again: ${renaming(first, name)}`]
        : [
            `find the account of the ${kind.noun}, and give it the name ${name} again in its account settings`,
          ]),
      'then run the same command again',
      `or, if the account does not belong to ${kind.noun} ${name}, remove ${removals.join(' and ')} first`,
    ],
  });
}

function usable(account: Account): AccountMatch {
  if (account.state === 'ACTIVE' || account.state === 'UNKNOWN') return { account, email: account.email };
  throw new Failure('failed', {
    what: `the account ${account.name} (${account.id}) is ${account.state}`,
    why: 'AWS does not allow work in an account before it is ACTIVE.',
    fix: ['check the account in the AWS Organizations console, then run the same command again'],
  });
}

function noEmail({ kind, name }: NamedAccount, named: readonly Account[]): Failure {
  const [existing] = named;
  return new Failure('usage', {
    what: `cannot create the account of ${kind.noun} ${name}: no email address`,
    why: 'Every AWS account needs an email address of its own. No address was given, and the configuration has no template.',
    fix: [
      existing
        ? `continue with the existing account ${existing.id}: --email ${existing.email}`
        : `give an address: add --email aws+${name}@your-domain`,
      `or set a template in diverst.config.yaml: ${kind.noun}: { email: "aws+${kind.placeholder}@your-domain" }`,
    ],
  });
}

/** A command if there is such an address. */
function anotherAddress(
  condition: string,
  query: NamedAccount,
  email: string,
  accounts: readonly Account[],
): string {
  const next = nextAddress(email, accounts);
  const command = `${initCommand(query)} --email`;
  return next === null
    ? `${condition}give another address with the option --email`
    : `${condition}give another address: ${command} ${shellWord(next)}`;
}

function emailTaken(
  query: NamedAccount,
  email: string,
  account: Account,
  accounts: readonly Account[],
): Failure {
  const { kind, name } = query;
  return new Failure('failed', {
    what: `cannot create the account of ${kind.noun} ${name}: the email address ${email} belongs to account ${account.name} (${account.id}, ${account.state})`,
    why: 'An email address can belong to only one AWS account, even if that account is closed.',
    fix: [
      `if that account belongs to ${kind.noun} ${name}, rename it: ${renaming(account, name)}`,
      anotherAddress('if not, ', query, email, accounts),
    ],
  });
}

/** https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-closing.html */
function emailUsedUp(
  query: NamedAccount,
  email: string,
  account: Account,
  accounts: readonly Account[],
): Failure {
  const isClosed = account.state === 'CLOSED';
  return new Failure('failed', {
    what: `cannot create the account: the email address ${email} belongs to account ${account.name} (${account.id}), which is ${isClosed ? 'closed' : 'being closed'}`,
    why: 'The address of a closed account can never be used for another AWS account. Its name can. Nothing was changed.',
    fix: [
      anotherAddress('', query, email, accounts),
      `or reopen the account: https://docs.aws.amazon.com/accounts/latest/reference/manage-acct-reopening.html`,
    ],
  });
}

function wasClosed(query: NamedAccount, email: string, { id, state, email: old }: Account): Failure {
  const { kind, name } = query;
  return new Failure('failed', {
    what: `the account of ${kind.noun} ${name} (${id}) is ${state === 'CLOSED' ? 'closed' : 'being closed'}`,
    why: `Its address ${old} cannot be used again, but its name can. No account was requested, because diverst creates a second account for ${withArticle(kind)} only if you give its address. Nothing was changed.`,
    fix: [
      `create a new account for the ${kind.noun}: ${initCommand(query)} --email ${shellWord(email)}`,
      `see when the account was closed: ${commandOf(kind)} show ${name}`,
    ],
  });
}

/**
 * An address that reaches the same mailbox and is no account's, nor that of a name: names have no dots. Null where the
 * address has no part that may be changed.
 */
function nextAddress(email: string, accounts: readonly Account[]): string | null {
  const [, local, domain] = /^([^@]*\+[^@]+)(@.+)$/.exec(email) ?? [];
  if (local === undefined || domain === undefined) return null;
  const used = new Set(accounts.map((one) => one.email.toLowerCase()));
  for (let number = 2; ; number += 1) {
    const address = `${local}.${number}${domain}`;
    if (!used.has(address)) return address;
  }
}

function nameTaken(query: NamedAccount, email: string, account: Account): Failure {
  const { kind, name } = query;
  const same = account.name === name;
  const another = `choose another ${kind.noun} name`;
  const continueWith = same
    ? `continue with that account: ${initCommand(query)} --email ${shellWord(account.email)}`
    : `if that account belongs to ${kind.noun} ${name}, rename it: ${renaming(account, name)}`;
  return new Failure('failed', {
    what: `cannot create the account of ${kind.noun} ${name}: the name belongs to account ${account.name} (${account.id}, ${account.state}) with the email address ${account.email}`,
    why: same
      ? `This run asked for the address ${email}, so diverst cannot verify that the account belongs to the ${kind.noun}.`
      : 'Names that differ only in upper and lower case are treated as the same.',
    fix: [
      ...(!same || account.state === 'ACTIVE' ? [continueWith] : []),
      `if the account belongs to someone else, ${another}`,
    ],
  });
}

function twoOfOneName({ kind, name }: NamedAccount, accounts: readonly Account[]): Failure {
  return new Failure('failed', {
    what: `${accounts.length} accounts have the name ${name}: ${accounts.map(({ id, email }) => `${id} <${email}>`).join(', ')}`,
    why: `diverst cannot decide which of them belongs to the ${kind.noun}.`,
    fix: [
      `rename the account that does not belong to the ${kind.noun}, in its own account settings: https://console.aws.amazon.com/billing/home#/account`,
    ],
  });
}
