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
      what: `the management account has the name ${management.name}, which is to be that of Ops`,
      why: 'People’s users belong in an account that is not above every other.',
      fix: ['choose another name as organization.opsAccount in diverst.config.yaml, or rename the account'],
    });
  }
  const active = named.filter(({ state }) => state === 'ACTIVE' || state === 'UNKNOWN');
  const [only, second] = active;
  if (only && second) {
    throw new Failure('failed', {
      what: `${active.length} accounts have the name ${name}: ${active.map(({ id }) => id).join(', ')}`,
      why: 'It is not certain which of them the clients’ roles are to trust.',
      fix: ['rename the one that is not, in that account’s own settings'],
    });
  }
  if (only?.name === name) return only;
  const [other] = active.length > 0 ? active : named;
  if (other) {
    throw new Failure('failed', {
      what: `the name ${name} belongs to the account ${other.name} (${other.id}, ${other.state})`,
      why:
        other.name === name
          ? 'AWS lets nobody work in it, and a second account of the name would be taken for it.'
          : 'Names that differ only by case are taken for a slip.',
      fix: ['name your own account as organization.opsAccount in diverst.config.yaml'],
    });
  }
  const addressed = email === null ? undefined : accounts.find((one) => one.email.toLowerCase() === email);
  if (!addressed) return null;
  throw new Failure('failed', {
    what: `the e-mail address ${email} belongs to the account ${addressed.name} (${addressed.id}, ${addressed.state})`,
    why: 'An address can belong to one AWS account only, closed ones included.',
    fix: [
      'give another address: --ops-email',
      `if that account is to be Ops: organization.opsAccount: ${JSON.stringify(addressed.name)} in diverst.config.yaml`,
    ],
  });
}
