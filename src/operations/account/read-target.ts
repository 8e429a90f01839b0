import { type MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { AccountTarget, TargetSnapshot } from '../../plan/account-plan.ts';
import { structureUnits } from '../../plan/unit-path.ts';
import type { Units } from '../base.ts';

/**
 * Reads what concerns one account: its role, in it, and the group of its kind, in Ops.
 * @param account null where it does not exist yet
 * @throws Failure where the group is missing, or the role is there under a name of other case
 */
export async function readTarget(
  source: {
    readonly members: MemberAccess;
    readonly wait: WaitOptions;
    readonly ops: ReachableAccount;
    readonly structure: Structure;
    readonly target: AccountTarget;
    readonly units: Units;
    /** What was read of Ops already. */
    readonly groups?: Promise<Groups>;
  },
  account: Account | null,
): Promise<Omit<TargetSnapshot, 'creation'>> {
  const { members, wait, ops, target } = source;
  const { kind } = target;
  const [{ groups, policies }, role] = await Promise.all([
    source.groups ?? readOps(members, wait, ops),
    account
      ? members.withIam(reachableOf(account, wait), wait, (iam) => iam.getRole(target.role.name))
      : Promise.resolve(null),
  ]);
  const group = groups.find(({ name }) => name === kind.group);
  if (!group) {
    throw new Failure('failed', {
      what: `the account ${ops.name} (${ops.id}) has no IAM group ${kind.group}`,
      why: `People who may use ${kind.noun}s’ accounts are the members of that group.`,
      fix: [
        'create it: diverst org init',
        `or name your own group as ${kind.groupKey} in diverst.config.yaml`,
      ],
    });
  }
  if (role && role.name !== target.role.name) {
    throw new Failure('failed', {
      what: `the account ${target.name} has a role ${role.name} where ${target.role.name} is wanted`,
      why: 'IAM takes the two names for one, but a role is assumed by its name in exactly its own case.',
      fix: [`delete the role ${role.name}, or set ${kind.noun}.role.name in diverst.config.yaml`],
    });
  }
  return { account, place: placeOf(account, source.units, source.structure), role, group, policies };
}

/** Groups of Ops and its policies. */
export type Groups = Awaited<ReturnType<IamApi['readGroups']>>;

export function readOps(members: MemberAccess, wait: WaitOptions, ops: ReachableAccount): Promise<Groups> {
  return members.withIam(ops, wait, (iam) => iam.readGroups());
}

/** Asks for the place of the accounts of a name, where AWS left `Paths` out. */
export async function withParents(
  aws: Aws,
  accounts: readonly Account[],
  wanted: string,
): Promise<readonly Account[]> {
  return Promise.all(
    accounts.map(async (account) => {
      if (account.parentId !== null || account.name !== wanted) return account;
      return { ...account, parentId: await aws.organizations.parentOf(account.id) };
    }),
  );
}

/** Where an account is, in words; a new one begins in the root. */
function placeOf(account: Account | null, units: Units, structure: Structure): string {
  const parent = account === null ? units.rootId : account.parentId;
  if (parent === units.rootId) return 'the root';
  const { production, environments } = structureUnits(structure);
  if (parent === units.productionId) return production.join('/');
  if (parent === units.environmentsId) return environments.join('/');
  return parent ?? 'an unknown place';
}
