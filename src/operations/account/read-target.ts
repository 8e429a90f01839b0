import { type MemberAccess, type ReachableAccount, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws } from '../../aws/api.ts';
import type { IamApi } from '../../aws/iam-api.ts';
import { ciRoleNames } from '../../model/ci-roles.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import type { Structure } from '../../model/structure.ts';
import type { AccountTarget, TargetSnapshot } from '../../plan/account-plan.ts';
import { ciProviders, noCi } from '../../plan/ci-plan.ts';
import { structureUnits } from '../../plan/unit-path.ts';
import type { Units } from '../base.ts';

/**
 * Reads the data about one account: its role, in it, and the group of its kind, in Ops.
 * @param account null if it does not exist yet
 * @throws Failure if the group is missing, or the role exists under a name of other case
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
  const [{ groups, policies }, own] = await Promise.all([
    source.groups ?? readOps(members, wait, ops),
    account
      ? members.withIam(reachableOf(account, wait), wait, (iam) => readOwn(iam, target, account.id))
      : Promise.resolve({ role: null, ci: noCi }),
  ]);
  const group = groups.find(({ name }) => name === kind.group);
  if (!group) {
    throw new Failure('failed', {
      what: `the account ${ops.name} (${ops.id}) has no IAM group ${kind.group}`,
      why: `People who have access to ${kind.noun}s’ accounts are the members of that group.`,
      fix: [
        'create the group: diverst org init',
        `or name your own group as ${kind.groupKey} in diverst.config.yaml`,
      ],
    });
  }
  const wanted = [target.role.name, ...ciRoleNames(target)];
  for (const role of [own.role, ...own.ci.roles]) {
    if (role === null || wanted.includes(role.name)) continue;
    const name = wanted.find((one) => one.toLowerCase() === role.name.toLowerCase()) ?? '';
    const key = name === target.role.name ? `${kind.noun}.role.name` : `${kind.noun}.ci.role`;
    throw new Failure('failed', {
      what: `the account ${target.name} has a role ${role.name} instead of ${name}`,
      why: 'IAM does not allow two names that differ only in upper and lower case, but a role is assumed by its exact name.',
      fix: [`delete the role ${role.name}, or set ${key} in diverst.config.yaml`],
    });
  }
  return { account, place: placeOf(account, source.units, source.structure), ...own, group, policies };
}

/** The roles of the account that are wanted, and the OIDC providers that they rest on. */
async function readOwn(
  iam: IamApi,
  target: AccountTarget,
  accountId: string,
): Promise<Pick<TargetSnapshot, 'role' | 'ci'>> {
  const [role, roles, providers] = await Promise.all([
    iam.getRole(target.role.name),
    Promise.all(ciRoleNames(target).map((name) => iam.getRole(name))),
    Promise.all(ciProviders(target, accountId).map(({ arn }) => iam.getProvider(arn))),
  ]);
  return {
    role,
    ci: {
      roles: roles.filter((one) => one !== null),
      providers: providers.filter((one) => one !== null),
    },
  };
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
