import { type MemberAccess, reachableOf } from '../../access/member-accounts.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, CallerIdentity, Organization, OrganizationRoot } from '../../aws/api.ts';
import { hasCode } from '../../aws/errors/aws-error.ts';
import type { AccountKind } from '../../model/account-kind.ts';
import { Failure } from '../../model/failure.ts';
import { nothingElseAsked, type OrganizationSnapshot, type UnitPlace } from '../../model/organization.ts';
import { sessionName } from '../../model/session-name.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Account, CreationStatus } from '../../model/snapshot.ts';
import { kindsWithGroup, type Structure } from '../../model/structure.ts';
import type { GroupsSnapshot, OpsGroups } from '../../plan/base-plan.ts';
import { refuseMember, refuseRootUser } from '../management.ts';

/** The identity that creates an organization, and the existing organization. */
export interface BaseCaller {
  readonly caller: CallerIdentity;
  /** Null where the account is in none. */
  readonly organization: Organization | null;
  /** Names the person in the CloudTrail of the accounts that are entered. */
  readonly sessionName: string;
}

/**
 * Makes sure that the caller may make an organization, or change that of its account.
 * @throws Failure for a member account, and for the root user
 */
export async function identifyBaseCaller(aws: Aws): Promise<BaseCaller> {
  const caller = await aws.sts.getCallerIdentity();
  const organization = await organizationOf(aws);
  if (organization) refuseMember(caller, organization);
  refuseRootUser(caller);
  const name = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  return { caller, organization, sessionName: sessionName(`diverst-${name}`) };
}

async function organizationOf(aws: Aws): Promise<Organization | null> {
  try {
    return await aws.organizations.describeOrganization();
  } catch (error) {
    if (hasCode(error, 'AWSOrganizationsNotInUseException')) return null;
    throw error;
  }
}

/** The organization without its accounts' IAM, which is read apart. */
export interface BaseTree {
  readonly snapshot: OrganizationSnapshot;
  readonly root: OrganizationRoot;
  readonly creations: readonly CreationStatus[];
}

/** OUs as far as the structure names them or they are beside those, accounts, and creations under way. */
export async function readTree(
  aws: Aws,
  structure: Structure,
  partition: string,
  organization: Organization,
): Promise<BaseTree> {
  const { organizations } = aws;
  const [root, accounts, creations] = await Promise.all([
    organizations.root(),
    organizations.listAccounts(),
    organizations.listCreations(['IN_PROGRESS']),
  ]);
  const { id: rootId } = root;
  const top = await unitsIn(aws, rootId);
  const environments = top.find(({ name }) => name === structure.units.environments);
  const below = environments ? await unitsIn(aws, environments.id) : [];
  const snapshot: OrganizationSnapshot = {
    partition,
    id: organization.id,
    managementAccountId: organization.managementAccountId,
    featureSet: organization.featureSet,
    rootId,
    units: [...top, ...below],
    accounts: await Promise.all(
      accounts.map(async (account) => ({
        ...account,
        parentId: account.parentId ?? (await placeOf(aws, account, structure)),
        reading: { kind: 'not-asked' as const },
      })),
    ),
    // Read apart: also where there is no organization yet.
    ...nothingElseAsked,
  };
  return { snapshot, root, creations };
}

async function unitsIn(aws: Aws, parentId: string): Promise<readonly UnitPlace[]> {
  return (await aws.organizations.listUnits(parentId)).map((unit) => ({ ...unit, parentId }));
}

/** Where AWS leaves `Paths` out, only the place of Ops is worth a call. */
async function placeOf(aws: Aws, account: Account, { opsAccount }: Structure): Promise<string> {
  return account.name === opsAccount ? aws.organizations.parentOf(account.id) : '';
}

/** Groups, and policies, of the management account. @throws Failure for a group whose name differs by case */
export function readManagementGroups(aws: Aws, structure: Structure): Promise<GroupsSnapshot> {
  const read = aws.iam().readGroups();
  return withoutOtherCase(read, 'the management account', [
    { group: structure.groups.admin, groupKey: 'organization.groups.admin' },
  ]);
}

/** The same of Ops, with its users. */
export function readOpsGroups(
  members: MemberAccess,
  wait: WaitOptions,
  ops: Account,
  structure: Structure,
): Promise<OpsGroups> {
  const { people } = structure;
  return members.withIam(reachableOf(ops, wait), wait, (iam) =>
    withoutOtherCase(iam.readAccount(['User', 'Group', 'LocalManagedPolicy']), `the account ${ops.name}`, [
      ...kindsWithGroup(structure),
      ...(people === null ? [] : [{ group: people.group, groupKey: 'organization.groups.people' }]),
    ]),
  );
}

async function withoutOtherCase<T extends GroupsSnapshot>(
  reading: Promise<T>,
  place: string,
  wanted: readonly Pick<AccountKind, 'group' | 'groupKey'>[],
): Promise<T> {
  const read = await reading;
  for (const { group, groupKey } of wanted) {
    const other = read.groups.find(({ name }) => name !== group && sameName(name, group));
    if (other) throw groupOfOtherCase(place, other.name, group, groupKey);
  }
  return read;
}

function groupOfOtherCase(place: string, other: string, wanted: string, key: string): Failure {
  return new Failure('failed', {
    what: `${place} has a group ${other} instead of ${wanted}`,
    why: 'IAM does not allow two names that differ only in upper and lower case.',
    fix: [
      `rename the group: aws iam update-group --group-name ${shellWord(other)} --new-group-name ${shellWord(wanted)}`,
      `or set ${key} to ${other} in diverst.config.yaml`,
    ],
  });
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
