import { initCommand, type NamedAccount } from '../model/account-kind.ts';
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
 * Finds the account of a client or an environment among all of the organization's, closed ones included. It is the one
 * when name and address agree; in the OU of its kind the name is enough, since the address may have been chosen by hand,
 * and so it is where the group in Ops is granted its role in it.
 * @param traces what else says whose an account is: it is asked for before an account is requested or a fix is named
 * @throws Failure where name or address belong to another account, no address is known, or the account looks renamed
 */
export function matchAccount(
  accounts: readonly Account[],
  query: AccountQuery,
  traces: AccountTraces = noTraces,
): AccountMatch {
  const { name: wanted, explicitEmail, templateEmail } = query;
  const named = accounts.filter(({ name }) => name.toLowerCase() === wanted);
  if (explicitEmail === null) {
    const inPlace = named.filter(({ name, parentId }) => name === wanted && parentId === query.unitId);
    const [only] = inPlace;
    if (only && inPlace.length === 1) return usable(only, query);
    if (only) throw twoOfOneName(query, inPlace);
  }
  const email = explicitEmail ?? templateEmail;
  const addressed = accounts.find((account) => account.email.toLowerCase() === email);
  const traced = accounts.filter(
    (account) => isLiving(account) && (traces.granted.has(account.id) || traces.tagged.has(account.id)),
  );
  const [own] = traced.filter(({ name }) => name === wanted);
  if (own && traced.length === 1 && named.length === 1 && (explicitEmail === null || own === addressed))
    return usable(own, query);
  const renamed = traced.filter(({ name }) => name !== wanted);
  if (renamed.length > 0) throw looksRenamed(query, renamed, traces, email);
  if (email === null) throw noEmail(query, named);
  if (addressed) {
    if (addressed.name !== wanted) throw emailTaken(query, email, addressed);
    const others = named.filter(({ id }) => id !== addressed.id);
    if (others.length > 0) throw twoOfOneName(query, named);
    return usable(addressed, query);
  }
  const [other] = named;
  if (other) throw nameTaken(query, email, other);
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
        ? `the account of ${kind.noun} ${name} looks renamed: it is now ${several}`
        : `${accounts.length} accounts look like the account of ${kind.noun} ${name}, renamed: ${several}`,
    why: `${evidence.join('\n')}\nA second account for the ${kind.noun} was not requested. Nothing was changed.`,
    fix: [
      ...(first !== undefined && accounts.length === 1
        ? [`name it ${name} again: ${renaming(first, name)}`]
        : [`name the one that is the ${kind.noun}'s ${name} again, in its account settings`]),
      'then run the same command again',
      `if it is not the account of ${kind.noun} ${name}, remove ${removals.join(' and ')} first`,
    ],
  });
}

function usable(account: Account, { kind }: NamedAccount): AccountMatch {
  if (account.state === 'ACTIVE' || account.state === 'UNKNOWN') return { account, email: account.email };
  const gone = account.state === 'CLOSED' || account.state === 'PENDING_CLOSURE';
  throw new Failure('failed', {
    what: `the account ${account.name} (${account.id}) is ${account.state}`,
    why: gone
      ? 'A closed account keeps its name and e-mail address for 90 days; within them AWS Support can reopen it.'
      : 'AWS lets nobody work in it before it is ACTIVE.',
    fix: gone
      ? [`choose another ${kind.noun} name and e-mail address`, 'or ask AWS Support to reopen the account']
      : ['look at the account in the AWS Organizations console, then run the same command again'],
  });
}

function noEmail({ kind, name }: NamedAccount, named: readonly Account[]): Failure {
  const [existing] = named;
  return new Failure('usage', {
    what: `no e-mail address for the account of ${name}`,
    why: 'Every AWS account needs an address of its own; none was given and no template is configured.',
    fix: [
      existing
        ? `to continue with the existing account ${existing.id}: --email ${existing.email}`
        : `give one: --email aws+${name}@your-domain`,
      `or set a template in diverst.config.yaml: ${kind.noun}: { email: "aws+${kind.placeholder}@your-domain" }`,
    ],
  });
}

function emailTaken(query: NamedAccount, email: string, account: Account): Failure {
  const { kind, name } = query;
  const another = `${initCommand(query)} --email ADDRESS`;
  return new Failure('failed', {
    what: `the e-mail address ${email} belongs to the account ${account.name} (${account.id}, ${account.state})`,
    why: 'An address can belong to one AWS account only, closed ones included.',
    fix: isLiving(account)
      ? [
          `if that is the account of ${kind.noun} ${name}, name it ${name}: ${renaming(account, name)}`,
          `if it is not, give another address: ${another}`,
        ]
      : [`give another address: ${another}`],
  });
}

function nameTaken(query: NamedAccount, email: string, account: Account): Failure {
  const { kind, name } = query;
  const same = account.name === name;
  const another = `choose another ${kind.noun} name`;
  const continueWith = same
    ? `continue with that account: ${initCommand(query)} --email ${shellWord(account.email)}`
    : `if that is the account of ${kind.noun} ${name}, name it ${name}: ${renaming(account, name)}`;
  return new Failure('failed', {
    what: `the name ${name} belongs to the account ${account.name} (${account.id}, ${account.state}) with the e-mail address ${account.email}`,
    why: same
      ? `The address asked for is ${email}, so it is not certain that this is the ${kind.noun}'s account.`
      : 'Names that differ only in upper and lower case are treated as the same.',
    fix: isLiving(account)
      ? [
          ...(!same || account.state === 'ACTIVE' ? [continueWith] : []),
          `if it belongs to someone else, ${another}`,
        ]
      : [another],
  });
}

function twoOfOneName({ kind, name }: NamedAccount, accounts: readonly Account[]): Failure {
  return new Failure('failed', {
    what: `${accounts.length} accounts have the name ${name}: ${accounts.map(({ id, email }) => `${id} <${email}>`).join(', ')}`,
    why: `It is not certain which of them is the ${kind.noun}’s.`,
    fix: [
      'rename the one that is not, in that account’s own settings: https://console.aws.amazon.com/billing/home#/account',
    ],
  });
}
