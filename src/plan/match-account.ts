import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';

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
 * name and address agree; in the client's own OU the name is enough, since the address may have been chosen by hand.
 * @throws Failure where name or address belong to another account, or no address is known
 */
export function matchAccount(accounts: readonly Account[], query: AccountQuery): AccountMatch {
  const { client, explicitEmail, templateEmail } = query;
  const named = accounts.filter(({ name }) => name.toLowerCase() === client);
  if (explicitEmail === null) {
    const inPlace = named.filter(({ name, parentId }) => name === client && parentId === query.productionId);
    const [only] = inPlace;
    if (only && inPlace.length === 1) return usable(only);
    if (only) throw twoOfOneName(client, inPlace);
  }
  const email = explicitEmail ?? templateEmail;
  if (email === null) throw noEmail(client, named);
  const addressed = accounts.find((account) => account.email.toLowerCase() === email);
  if (addressed) {
    if (addressed.name !== client) throw emailTaken(client, email, addressed);
    const others = named.filter(({ id }) => id !== addressed.id);
    if (others.length > 0) throw twoOfOneName(client, named);
    return usable(addressed);
  }
  const [other] = named;
  if (other) throw nameTaken(client, email, other);
  return { account: null, email };
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
        ? `to go on with the existing account ${existing.id}: --email ${existing.email}`
        : `give one: --email aws+${client}@your-domain`,
      'or set a template in diverst.config.yaml: client: { email: "aws+{client}@your-domain" }',
    ],
  });
}

function emailTaken(client: string, email: string, account: Account): Failure {
  return new Failure('failed', {
    what: `the e-mail address ${email} belongs to the account ${account.name} (${account.id}, ${account.state})`,
    why: 'An address can belong to one AWS account only, closed ones included.',
    fix: [`give another address: diverst client init ${client} --email ADDRESS`],
  });
}

function nameTaken(client: string, email: string, account: Account): Failure {
  const same = account.name === client;
  return new Failure('failed', {
    what: `the name ${client} belongs to the account ${account.name} (${account.id}, ${account.state}) with the e-mail address ${account.email}`,
    why: same
      ? `The address asked for is ${email}, so it is not certain that this is the client's account.`
      : 'Names that differ only by case are taken for a slip.',
    fix: [
      ...(same && account.state === 'ACTIVE'
        ? [`to go on with that account: diverst client init ${client} --email ${account.email}`]
        : []),
      'otherwise choose another client name',
    ],
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
