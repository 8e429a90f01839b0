import { Failure } from '../model/failure.ts';
import type { Account } from '../model/snapshot.ts';

export interface OpsQuery {
  /** Name of the account as it is configured. */
  readonly name: string;
  /** Checked and lower-cased; null where none is known. */
  readonly email: string | null;
  readonly managementAccountId: string;
}

/**
 * The account that is Ops among all of the organization's, closed ones included; null where it is to be created. The
 * name makes it Ops, whatever its address.
 * @throws Failure where the name is ambiguous, the account is not active, or name or address belong to another
 */
export function matchOps(accounts: readonly Account[], query: OpsQuery): Account | null {
  const { name, email, managementAccountId } = query;
  const named = accounts.filter((account) => account.name.toLowerCase() === name.toLowerCase());
  const management = named.find(({ id }) => id === managementAccountId);
  if (management) {
    throw new Failure('failed', {
      what: `cannot use account ${management.name} as Ops: it is the management account`,
      why: 'The IAM users of people belong in a member account, because the management account has rights over every other account.',
      fix: ['choose another name as organization.opsAccount in diverst.config.yaml, or rename the account'],
    });
  }
  const active = named.filter(({ state }) => state === 'ACTIVE' || state === 'UNKNOWN');
  const [only, second] = active;
  if (only && second) {
    throw new Failure('failed', {
      what: `${active.length} accounts have the name ${name}: ${active.map(({ id }) => id).join(', ')}`,
      why: 'diverst cannot decide which of them the client roles must trust.',
      fix: ['rename each account that is not Ops, in its own account settings'],
    });
  }
  if (only?.name === name) return only;
  const [other] = active.length > 0 ? active : named;
  if (other) {
    throw new Failure('failed', {
      what: `cannot create account ${name}: the name belongs to account ${other.name} (${other.id}, ${other.state})`,
      why:
        other.name === name
          ? 'AWS does not allow work in that account, and a second account with the same name would be confused with it.'
          : 'Names that differ only in upper and lower case are treated as the same.',
      fix: ['name your own account as organization.opsAccount in diverst.config.yaml'],
    });
  }
  const addressed = email === null ? undefined : accounts.find((one) => one.email.toLowerCase() === email);
  if (!addressed) return null;
  throw new Failure('failed', {
    what: `cannot create the account: the email address ${email} belongs to account ${addressed.name} (${addressed.id}, ${addressed.state})`,
    why: 'An email address can belong to only one AWS account, even if that account is closed.',
    fix: [
      'give another address: add --ops-email ADDRESS',
      `or use that account as Ops: organization.opsAccount: ${JSON.stringify(addressed.name)} in diverst.config.yaml`,
    ],
  });
}
