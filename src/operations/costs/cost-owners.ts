import type { Aws, CallerIdentity, Organization } from '../../aws/api.ts';
import { hasCode, isDenied } from '../../aws/errors/aws-error.ts';
import type { CostOwner } from '../../costs/owners.ts';
import { Failure } from '../../model/failure.ts';
import type { Account } from '../../model/snapshot.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { accountsOfKind, accountsWithin } from '../account/organization-accounts.ts';
import { readUnits, type Units, unitIdOf } from '../base.ts';
import { notInOrganization } from '../management.ts';

/** The account that is billed for the organization, according to the calling identity. */
export interface Payer {
  readonly caller: CallerIdentity;
  readonly organization: Organization;
}

/**
 * Makes sure that the caller is of the management account, whose Cost Explorer alone speaks of every account. That of a
 * member speaks of the member alone.
 * @throws Failure that says which profile to use instead
 */
export async function identifyPayer(aws: Aws): Promise<Payer> {
  const caller = await aws.sts.getCallerIdentity();
  const organization = await aws.organizations.describeOrganization().catch((error: unknown) => {
    if (hasCode(error, 'AWSOrganizationsNotInUseException')) throw notInOrganization(caller, error);
    if (isDenied(error)) throw notPayer(caller, error);
    throw error;
  });
  if (organization.managementAccountId !== caller.accountId) throw notPayer(caller);
  return { caller, organization };
}

/** @param error why the organization could not be asked for; none where the caller is of a member account */
function notPayer({ arn }: CallerIdentity, error?: unknown): Failure {
  const why = `Only the management account of an organization can see costs, and you are ${arn}.`;
  return new Failure(
    'failed',
    {
      what: 'you cannot see what the accounts cost',
      why,
      fix: [
        'use a profile of the management account: add --profile NAME, or set profiles.management in diverst.config.yaml',
        ...(isDenied(error)
          ? ['if you already do, allow your identity organizations:DescribeOrganization']
          : []),
      ],
    },
    { cause: error },
  );
}

/** Every account of the organization, with what it is. An organization that has no OUs of diverst has no clients yet. */
export async function costOwners(
  aws: Aws,
  structure: Structure,
  { organization: { managementAccountId } }: Payer,
): Promise<readonly CostOwner[]> {
  const [units, accounts] = await Promise.all([
    readUnits(aws.organizations, structure).catch(withoutUnits),
    aws.organizations.listAccounts(),
  ]);
  const kinds = units === null ? new Map() : await kindsOf(aws, structure, units, accounts);
  return accounts.map(({ id, name, state }): CostOwner => {
    const kind = id === managementAccountId ? 'management' : (kinds.get(id) ?? 'other');
    return { accountId: id, kind, name, state };
  });
}

function withoutUnits(error: unknown): null {
  if (error instanceof Failure && error.kind === 'failed') return null;
  throw error;
}

async function kindsOf(
  aws: Aws,
  structure: Structure,
  units: Units,
  accounts: readonly Account[],
): Promise<ReadonlyMap<string, CostOwner['kind']>> {
  const kinds = new Map<string, CostOwner['kind']>();
  for (const account of await accountsWithin(aws, units.usersId, accounts))
    if (account.name === structure.opsAccount) kinds.set(account.id, 'ops');
  for (const kind of accountKinds(structure))
    for (const { id } of await accountsOfKind(aws, kind, unitIdOf(kind, units), accounts))
      kinds.set(id, kind.noun);
  return kinds;
}
