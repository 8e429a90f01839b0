import { untilItShows, type WaitOptions } from '../access/waiting.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import { comparePolicies } from '../model/policy/compare.ts';
import { type Policy, parsePolicy, type Statement } from '../model/policy/document.ts';
import type { OfKind } from '../plan/change.ts';
import { changedMeanwhile, unlessGone } from './change-role.ts';

/*
 * Changes of groups, and of the users of Ops. Each reads what is there first; all return false for what is so
 * already.
 */

export async function createGroup(
  iam: IamApi,
  { group }: OfKind<'create-group'>,
  wrote: () => void,
): Promise<boolean> {
  if (await isThere(iam, group)) return false;
  try {
    await iam.createGroup(group);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EntityAlreadyExistsException')) throw error;
    if (error.afterDoubt) wrote();
    if (!(await isThere(iam, group))) throw error;
    return error.afterDoubt;
  }
}

/** @throws Failure for a group whose name differs by case: IAM allows only one of the two, a structure means one */
async function isThere(iam: IamApi, group: string): Promise<boolean> {
  const name = await iam.groupName(group);
  if (name === null || name === group) return name !== null;
  throw new Failure('failed', {
    what: `cannot use group ${group}: the account has a group ${name}`,
    why: 'IAM does not allow two names that differ only in upper and lower case. Nothing was changed.',
    fix: [`rename the existing group: aws iam update-group --group-name ${name} --new-group-name ${group}`],
  });
}

/** @throws Failure where the policy holds something else than what was planned on */
export async function putGroupPolicy(
  iam: IamApi,
  change: OfKind<'put-group-policy'>,
  wait: WaitOptions,
): Promise<boolean> {
  const { group, policy, document, replaces } = change;
  const held = await iam.getGroupPolicy(group, policy);
  if (held !== null && meansTheSame(held, document)) return false;
  if (held !== null && held !== replaces)
    throw changedMeanwhile(`the policy ${policy} of group ${group}`, held);
  await untilItShows(wait, () => iam.putGroupPolicy(group, policy, document));
  return true;
}

/** In what they allow, and in what they deny: a Deny counts for what other policies allow, too. */
function meansTheSame(held: string, document: string): boolean {
  const [left, right] = [parsePolicy(held), parsePolicy(document)];
  if (!left.ok || !right.ok) return false;
  const isEqual = (more: readonly Statement[]) => {
    const of = ({ version, statements }: Policy) => ({ version, statements: [...statements, ...more] });
    return comparePolicies(of(left.policy), of(right.policy), { kind: 'identity' }).verdict === 'equal';
  };
  return isEqual([]) && isEqual([{ effect: 'Allow', actions: ['*'], resources: ['*'], conditions: [] }]);
}

/** @throws Failure where the policy holds something else than what was planned on */
export async function deleteGroupPolicy(
  iam: IamApi,
  { group, policy, document }: OfKind<'delete-group-policy'>,
): Promise<boolean> {
  const held = await iam.getGroupPolicy(group, policy);
  if (held === null) return false;
  if (held !== document) throw changedMeanwhile(`the policy ${policy} of group ${group}`, held);
  return unlessGone(iam.deleteGroupPolicy(group, policy));
}

export async function attachToGroup(
  iam: IamApi,
  { group, policyArn }: OfKind<'attach-group-policy'>,
  wait: WaitOptions,
): Promise<boolean> {
  const attached = await iam.attachedToGroup(group);
  if (attached?.includes(policyArn)) return false;
  await untilItShows(wait, () => iam.attachGroupPolicy(group, policyArn));
  return true;
}

export async function detachFromGroup(
  iam: IamApi,
  { group, policyArn }: OfKind<'detach-group-policy'>,
): Promise<boolean> {
  const attached = await iam.attachedToGroup(group);
  if (!attached?.includes(policyArn)) return false;
  return unlessGone(iam.detachGroupPolicy(group, policyArn));
}

/** @throws Failure where the policy holds something else than what was planned on */
export async function deleteUserPolicy(
  iam: IamApi,
  { user, policy, document }: OfKind<'delete-user-policy'>,
): Promise<boolean> {
  const held = await iam.getUserPolicy(user, policy);
  if (held === null) return false;
  if (held !== document) throw changedMeanwhile(`the policy ${policy} of user ${user}`, held);
  return unlessGone(iam.deleteUserPolicy(user, policy));
}

export async function detachFromUser(
  iam: IamApi,
  { user, policyArn }: OfKind<'detach-user-policy'>,
): Promise<boolean> {
  const attached = await iam.attachedToUser(user);
  if (!attached?.includes(policyArn)) return false;
  return unlessGone(iam.detachUserPolicy(user, policyArn));
}
