import type { IamSnapshot } from '../../model/organization.ts';
import { comparePolicies } from '../../model/policy/compare.ts';
import { type Policy, parsePolicy } from '../../model/policy/document.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Role } from '../../model/snapshot.ts';
import { managedPolicyArn } from '../../model/structure.ts';
import { policyOf } from '../change.ts';

/** Something that keeps the access role from being an administrator. */
export interface RightsFault {
  readonly what: string;
  /** The command that removes it. */
  readonly fix: string;
}

const everything: Policy = {
  version: '2012-10-17',
  statements: [{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }],
};

/**
 * What keeps a role from doing everything in its account: a policy that is missing, a Deny, a permissions boundary.
 * Documents of managed policies are known in Ops only. Elsewhere one that the account has written itself may deny
 * anything; of those of AWS only two kinds deny.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
export function accessRoleFaults(role: Role, iam: IamSnapshot, partition: string): readonly RightsFault[] {
  const administrator = managedPolicyArn(partition, 'AdministratorAccess');
  const { managedPolicies, inlinePolicies, permissionsBoundary } = role;
  const isAttached = managedPolicies.includes(administrator);
  // As it is made, in nearly every account.
  if (
    isAttached &&
    managedPolicies.length === 1 &&
    inlinePolicies.length === 0 &&
    permissionsBoundary === null
  )
    return [];
  const documents = new Map(iam.policies.map(({ arn, document }) => [arn, document]));
  const documentOf = (arn: string): Policy | null =>
    arn === administrator ? everything : read(documents.get(arn));
  const attached = managedPolicies.map((arn) => ({
    policy: documentOf(arn),
    what: policyOf(arn),
    arn,
    fix: `aws iam detach-role-policy --role-name ${role.name} --policy-arn ${shellWord(arn)}`,
  }));
  const inline = inlinePolicies.map((name) => ({
    policy: read(role.inlineDocuments?.find((one) => one.name === name)?.document),
    what: name,
    arn: null,
    fix: `aws iam delete-role-policy --role-name ${role.name} --policy-name ${shellWord(name)}`,
  }));
  const held = [...attached, ...inline];
  const allowing = held.flatMap(
    ({ policy }) => policy?.statements.filter(({ effect }) => effect === 'Allow') ?? [],
  );
  const faults: RightsFault[] = [];
  if (!isAttached && !allowsAll({ version: '2012-10-17', statements: allowing })) {
    faults.push({
      what: 'AdministratorAccess is not attached',
      fix: `aws iam attach-role-policy --role-name ${role.name} --policy-arn ${administrator}`,
    });
  }
  for (const { policy, what, arn, fix } of held) {
    if (policy === null && (arn === null || mayDeny(arn, partition)))
      faults.push({ what: `${what} can deny something: diverst does not read the policy`, fix });
    else if (policy !== null && isDenying(policy)) faults.push({ what: `${what} denies something`, fix });
  }
  const boundary = permissionsBoundary === null ? everything : documentOf(permissionsBoundary);
  if (boundary === null || !allowsAll(boundary)) {
    faults.push({
      what: `the permissions boundary ${policyOf(permissionsBoundary ?? '')} limits the role`,
      fix: `aws iam delete-role-permissions-boundary --role-name ${role.name}`,
    });
  }
  return faults;
}

/** Policies of AWS allow, but for those that it puts on what was found in the open, or that deny by their name. */
function mayDeny(arn: string, partition: string): boolean {
  return !arn.startsWith(`arn:${partition}:iam::aws:policy/`) || /Deny|Quarantine/i.test(arn);
}

/** A Deny that takes nothing away is none. */
function isDenying({ version, statements }: Policy): boolean {
  if (!statements.some(({ effect }) => effect === 'Deny')) return false;
  return !allowsAll({ version, statements: [...everything.statements, ...statements] });
}

function allowsAll(policy: Policy): boolean {
  return comparePolicies(policy, everything, { kind: 'identity' }).verdict === 'equal';
}

function read(document: string | undefined): Policy | null {
  const parsed = document === undefined ? null : parsePolicy(document);
  return parsed?.ok ? parsed.policy : null;
}
