import type { OrganizationsApi } from '../aws/api.ts';
import type { AccountKind } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import { createOpsFix } from '../model/ops-email.ts';
import type { Account, Unit } from '../model/snapshot.ts';
import type { Structure } from '../model/structure.ts';
import type { ManagementCaller } from './management.ts';

/** The ids of the organizational units that the structure names. */
export interface Units {
  readonly rootId: string;
  readonly usersId: string;
  readonly environmentsId: string;
  readonly productionId: string;
}

/** The id of the OU of a kind of account. */
export function unitIdOf({ unit }: AccountKind, units: Units): string {
  return unit === 'production' ? units.productionId : units.environmentsId;
}

/** @throws Failure that names the missing unit and the command that creates it */
export async function readUnits(organizations: OrganizationsApi, structure: Structure): Promise<Units> {
  const { users, environments, production } = structure.units;
  const rootId = await organizations.rootId();
  const top = await organizations.listUnits(rootId);
  const usersId = unitId(top, users, 'the organization root');
  const environmentsId = unitId(top, environments, 'the organization root');
  const below = await organizations.listUnits(environmentsId);
  const productionId = unitId(below, production, `the OU ${environments}`);
  return { rootId, usersId, environmentsId, productionId };
}

function unitId(units: readonly Unit[], name: string, place: string): string {
  const unit = units.find((candidate) => candidate.name === name);
  if (unit) return unit.id;
  const found = units.map((candidate) => JSON.stringify(candidate.name)).join(', ');
  throw new Failure('failed', {
    what: `${place} has no OU ${name}`,
    why: found === '' ? 'It contains no OU.' : `It contains ${found}.`,
    fix: [
      'create the OU: diverst org init',
      'or name your own OUs under organization.units in diverst.config.yaml',
    ],
  });
}

/**
 * The account that holds every person's IAM user, where the structure wants it.
 * @throws Failure where it is missing, misplaced or not active
 */
export async function findOps(
  organizations: OrganizationsApi,
  structure: Structure,
  accounts: readonly Account[],
  { organization }: ManagementCaller,
  units: Units,
): Promise<Account> {
  const name = structure.opsAccount;
  const named = accounts.filter(
    (account) => account.name === name && account.id !== organization.managementAccountId,
  );
  const placed = await Promise.all(
    named.map(async (account) => ({
      ...account,
      parentId: account.parentId ?? (await organizations.parentOf(account.id)),
    })),
  );
  const inPlace = placed.filter(({ parentId }) => parentId === units.usersId);
  const active = inPlace.filter(({ state }) => state === 'ACTIVE' || state === 'UNKNOWN');
  if (active.length > 1) {
    throw new Failure('failed', {
      what: `the OU ${structure.units.users} contains ${active.length} accounts ${name}: ${active.map(({ id }) => id).join(', ')}`,
      why: 'diverst cannot decide which of them the client roles must trust.',
      fix: ['rename each account that is not Ops, in its own account settings'],
    });
  }
  const ops = active[0] ?? inPlace[0];
  if (ops && (ops.state === 'ACTIVE' || ops.state === 'UNKNOWN')) return ops;
  const [elsewhere] = placed;
  const users = structure.units.users;
  if (ops) {
    throw new Failure('failed', {
      what: `the account ${name} (${ops.id}) is ${ops.state}`,
      why: 'Clients are granted to people in this account, so it must be ACTIVE.',
      fix: ['check the account in the AWS Organizations console'],
    });
  }
  throw new Failure('failed', {
    what: elsewhere
      ? `the account ${name} (${elsewhere.id}) is not in the OU ${users}`
      : `there is no account ${name}`,
    why: `The account ${name} in the OU ${users} contains the users who have access to the clients' accounts.`,
    fix: elsewhere
      ? [
          `move the account: aws organizations move-account --account-id ${elsewhere.id} --source-parent-id ${elsewhere.parentId} --destination-parent-id ${units.usersId}`,
        ]
      : [
          createOpsFix(structure),
          'or name your own account as organization.opsAccount in diverst.config.yaml',
        ],
  });
}
