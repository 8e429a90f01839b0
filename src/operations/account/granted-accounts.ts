import type { IamApi } from '../../aws/iam-api.ts';
import { type AccountKind, ownerOfRole } from '../../model/account-kind.ts';
import { readPrincipal, readRoleArn } from '../../model/arn.ts';
import { byText } from '../../model/by-text.ts';
import type { GrantedAccount, GrantedAccounts } from '../../model/granted-accounts.ts';
import { allowedResources } from '../../model/policy/covers.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import { readGrant } from '../../model/policy/grant.ts';
import { accountKinds, type Structure } from '../../model/structure.ts';
import { refuseWrongCaller } from './ops-caller.ts';
import { type Provable, provenAfter } from './proven-caller.ts';

/**
 * Reads the grants of the calling IAM user's groups: inline policies and attached ones, together.
 * @param kind of the requested accounts
 * @throws Failure if the identity is not an IAM user of Ops
 */
export async function readGrantedAccounts(
  { aws, structure, mfa }: Provable & { readonly structure: Structure },
  kind: AccountKind,
): Promise<GrantedAccounts> {
  const { arn } = await aws.sts.getCallerIdentity();
  const caller = readPrincipal(arn);
  const user = refuseWrongCaller(caller, arn, structure, kind);
  const read = async (iam: IamApi) => {
    const groups = await iam.listGroupsOfUser(user);
    const accounts = await accountsOfGroups(iam, groups, caller.accountId, structure);
    return { identity: arn, groups, accounts };
  };
  try {
    return await read(aws.iam());
  } catch (error) {
    const proven = await provenAfter(error, arn, { aws, mfa });
    if (proven === null) throw error;
    return read(aws.iam(proven));
  }
}

/**
 * The accounts that groups grant, of every kind, by name.
 * @param accountId of the groups: a role in it is no client's and no environment's
 */
export async function accountsOfGroups(
  iam: IamApi,
  groups: readonly string[],
  accountId: string,
  structure: Structure,
): Promise<readonly GrantedAccount[]> {
  const documents = (await Promise.all(groups.map((group) => iam.readGroupPolicies(group)))).flat();
  const roles = grantedRoles(documents.map(({ document }) => document));
  const kinds = accountKinds(structure);
  const accounts = roles.flatMap((roleArn): readonly GrantedAccount[] => {
    const role = readRoleArn(roleArn);
    if (role === null || role.accountId === accountId) return [];
    const owner = ownerOfRole(kinds, role.name);
    return owner ? [{ noun: owner.kind.noun, name: owner.name, accountId: role.accountId, roleArn }] : [];
  });
  return accounts.sort((a, b) => byText(a.name, b.name));
}

/** Roles that may be assumed by their very ARN. Grants of our own shape are read as such, others by their meaning. */
function grantedRoles(documents: readonly string[]): readonly string[] {
  const roles = new Set<string>();
  const others: Policy[] = [];
  for (const document of documents) {
    const own = readGrant(document);
    if (own) for (const role of own) roles.add(role);
    else {
      const parsed = parsePolicy(document);
      if (parsed.ok) others.push(parsed.policy);
    }
  }
  for (const { resource, allowed } of allowedResources(others, 'sts:AssumeRole')) {
    if (allowed !== 'unknown' && !/[*?$]/.test(resource)) roles.add(resource);
  }
  return [...roles];
}
