import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import { lackingTags } from '../model/own-tags.ts';
import type { Role } from '../model/snapshot.ts';
import type { OfKind } from '../plan/change.ts';
import { compareTrust } from '../plan/role-plan.ts';

/*
 * Changes of a role that is there. Each reads it first: what somebody else has written since the plan was made is not
 * overwritten. All return false for what is so already.
 */

/** @throws Failure where the trust policy is neither the one that was planned on nor the intended one */
export async function replaceTrust(iam: IamApi, change: OfKind<'replace-trust'>): Promise<boolean> {
  const role = await existingRole(iam, change.role);
  if (role.trust !== change.actual) {
    if (compareTrust(role, change.intended).verdict === 'equal') return false;
    throw changedMeanwhile(`the trust policy of role ${change.role}`, role.trust);
  }
  await iam.updateTrust(change.role, change.intended);
  return true;
}

/** @throws Failure where the longest session is neither the one that was planned on nor the intended one */
export async function setMaxSession(iam: IamApi, change: OfKind<'set-max-session'>): Promise<boolean> {
  const { maxSession } = await existingRole(iam, change.role);
  if (maxSession === change.to) return false;
  if (maxSession !== change.from)
    throw changedMeanwhile(`the maximum session duration of role ${change.role}`, `${maxSession} s`);
  await iam.updateRole(change.role, change.to);
  return true;
}

/** @throws Failure where the role has a boundary that is neither the one that was planned on nor the intended one */
export async function setBoundary(iam: IamApi, change: OfKind<'set-boundary'>): Promise<boolean> {
  const { permissionsBoundary } = await existingRole(iam, change.role);
  if (permissionsBoundary === change.to) return false;
  if (permissionsBoundary !== change.from)
    throw changedMeanwhile(`the permissions boundary of role ${change.role}`, permissionsBoundary ?? 'none');
  await iam.putRoleBoundary(change.role, change.to);
  return true;
}

export async function tagRole(iam: IamApi, change: OfKind<'tag-role'>): Promise<boolean> {
  const { tags } = await existingRole(iam, change.role);
  const lacking = lackingTags(tags, change.tags);
  if (lacking === null) return false;
  await iam.tagRole(change.role, lacking);
  return true;
}

/** @throws Failure where the role has another boundary than the one that was planned on */
export async function removeBoundary(iam: IamApi, change: OfKind<'remove-boundary'>): Promise<boolean> {
  const { permissionsBoundary } = await existingRole(iam, change.role);
  if (permissionsBoundary === null) return false;
  if (permissionsBoundary !== change.from)
    throw changedMeanwhile(`the permissions boundary of role ${change.role}`, permissionsBoundary);
  return unlessGone(iam.deleteRoleBoundary(change.role));
}

export async function detachFromRole(iam: IamApi, change: OfKind<'detach-policy'>): Promise<boolean> {
  const { managedPolicies } = await existingRole(iam, change.role);
  if (!managedPolicies.includes(change.policyArn)) return false;
  return unlessGone(iam.detachRolePolicy(change.role, change.policyArn));
}

export async function deleteFromRole(iam: IamApi, change: OfKind<'delete-role-policy'>): Promise<boolean> {
  const { role, policy, document } = change;
  const { inlinePolicies } = await existingRole(iam, role);
  const held = inlinePolicies.includes(policy) ? await iam.getRolePolicy(role, policy) : null;
  if (held === null) return false;
  if (held !== document) throw changedMeanwhile(`the inline policy ${policy} of role ${role}`, held);
  return unlessGone(iam.deleteRolePolicy(role, policy));
}

/** @throws Failure where there is no role of exactly that name: IAM takes names that differ by case for one */
async function existingRole(iam: IamApi, name: string): Promise<Role> {
  const role = await iam.getRole(name);
  if (role?.name === name) return role;
  throw new Failure('failed', {
    what: role
      ? `cannot change role ${name}: the account now has a role ${role.name} instead`
      : `cannot change role ${name}: it no longer exists`,
    why: 'The role was deleted after diverst read it. Nothing was changed.',
    fix: ['audit the organization again: diverst org audit'],
  });
}

/** Something changed after the plan was made: it is shown and left alone. */
export function changedMeanwhile(what: string, actual: string): Failure {
  return new Failure('failed', {
    what: `${what} was changed after diverst read it`,
    why: `diverst left it as it is now:\n${actual}`,
    fix: ['audit the organization again before you decide: diverst org audit'],
  });
}

/** False for what was gone by then, unless an earlier attempt of the same call may have taken it away. */
export async function unlessGone(removal: Promise<void>): Promise<boolean> {
  try {
    await removal;
    return true;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return error.afterDoubt;
    throw error;
  }
}
