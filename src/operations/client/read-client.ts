import { type MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, IamApi } from '../../aws/api.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { ClientSnapshot, ClientTarget } from '../../plan/client-plan.ts';
import type { Units } from '../base.ts';

/**
 * Reads what concerns one client: its role, in its account, and its group, in Ops.
 * @param account null where it does not exist yet
 * @throws Failure where the group is missing, or the role is there under a name of other case
 */
export async function readClient(
  source: {
    readonly members: MemberAccess;
    readonly wait: WaitOptions;
    readonly ops: ReachableAccount;
    readonly group: string;
    readonly target: ClientTarget;
    readonly units: Units;
    /** What was read of Ops already. */
    readonly groups?: Promise<Groups>;
  },
  account: Account | null,
): Promise<Omit<ClientSnapshot, 'creation'>> {
  const { members, wait, ops, target } = source;
  const [{ groups, policies }, role] = await Promise.all([
    source.groups ?? readOps(members, wait, ops),
    account
      ? members.withIam(reachableOf(account, wait), wait, (iam) => iam.getRole(target.role.name))
      : Promise.resolve(null),
  ]);
  const group = groups.find(({ name }) => name === source.group);
  if (!group) {
    throw new Failure('failed', {
      what: `the account ${ops.name} (${ops.id}) has no IAM group ${source.group}`,
      why: 'People who may use clients’ accounts are the members of that group.',
      fix: [
        'create it: diverst org init',
        'or name your own group as organization.groups.production in diverst.config.yaml',
      ],
    });
  }
  if (role && role.name !== target.role.name) {
    throw new Failure('failed', {
      what: `the account ${target.client} has a role ${role.name} where ${target.role.name} is wanted`,
      why: 'IAM takes the two names for one, but a role is assumed by its name in exactly its own case.',
      fix: [`delete the role ${role.name}, or set client.role.name in diverst.config.yaml`],
    });
  }
  return { account, place: placeOf(account, source.units, target), role, group, policies };
}

/** Groups of Ops and its policies. */
export type Groups = Awaited<ReturnType<IamApi['readGroups']>>;

export function readOps(members: MemberAccess, wait: WaitOptions, ops: ReachableAccount): Promise<Groups> {
  return members.withIam(ops, wait, (iam) => iam.readGroups());
}

/** Asks for the place of the accounts of the client's name, where AWS left `Paths` out. */
export async function withParents(
  aws: Aws,
  accounts: readonly Account[],
  client: string,
): Promise<readonly Account[]> {
  return Promise.all(
    accounts.map(async (account) => {
      if (account.parentId !== null || account.name !== client) return account;
      return { ...account, parentId: await aws.organizations.parentOf(account.id) };
    }),
  );
}

/** Where an account is, in words; a new one begins in the root. */
function placeOf(account: Account | null, units: Units, target: ClientTarget): string {
  const parent = account === null ? units.rootId : account.parentId;
  const [environments = ''] = target.productionPath.split('/');
  if (parent === units.rootId) return 'the root';
  if (parent === units.productionId) return target.productionPath;
  if (parent === units.environmentsId) return environments;
  return parent ?? 'an unknown place';
}
