import type { Aws, CallerIdentity } from '../../aws/api.ts';
import { hasCode } from '../../aws/errors/aws-error.ts';
import { roleName } from '../../model/account-kind.ts';
import { checkName } from '../../model/account-name.ts';
import { byText } from '../../model/by-text.ts';
import type { GrantedAccount, GrantedAccounts } from '../../model/granted-accounts.ts';
import type { AccountState } from '../../model/snapshot.ts';
import { roleArn, type Structure } from '../../model/structure.ts';
import { readUnits } from '../base.ts';

/**
 * The clients of the organization, for somebody of the management account, whom no group grants any: the accounts in
 * the OU for production that people can work in, by name, each with the role that it is to have.
 * @returns null where the caller is of another account
 */
export async function organizationAccounts(aws: Aws, structure: Structure): Promise<GrantedAccounts | null> {
  const caller = await aws.sts.getCallerIdentity();
  if (!(await ownsOrganization(aws, caller))) return null;
  const [{ productionId }, accounts] = await Promise.all([
    readUnits(aws.organizations, structure),
    aws.organizations.listAccounts(),
  ]);
  // Where AWS leaves `Paths` out, the OU is asked.
  const pathless = accounts.some(({ parentId }) => parentId === null);
  const within = new Set(pathless ? await aws.organizations.listAccountIds(productionId) : []);
  const clients = accounts
    .filter(({ id, parentId }) => parentId === productionId || within.has(id))
    .filter(({ name, state }) => !shut.includes(state) && checkName(name).ok)
    .map(({ id, name }): GrantedAccount => {
      const { path } = structure.kinds.client.role;
      const role = {
        partition: caller.partition,
        accountId: id,
        path,
        name: roleName(structure.kinds.client, name),
      };
      return { client: name, accountId: id, roleArn: roleArn(role) };
    })
    .sort((a, b) => byText(a.client, b.client));
  return { identity: caller.arn, groups: null, clients };
}

/** Where a partition has the older `Status` only, a closed account is SUSPENDED. */
const shut: readonly AccountState[] = ['SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'];

/** Members may ask too, where they are allowed to; a denial says that the caller is no admin. */
async function ownsOrganization(aws: Aws, { accountId }: CallerIdentity): Promise<boolean> {
  try {
    return (await aws.organizations.describeOrganization()).managementAccountId === accountId;
  } catch (error) {
    if (hasCode(error, 'AccessDeniedException', 'AccessDenied', 'AWSOrganizationsNotInUseException'))
      return false;
    throw error;
  }
}
