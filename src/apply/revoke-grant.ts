import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import type { OfKind } from '../plan/change.ts';
import { isPackedName } from '../plan/grant-slot.ts';
import { withoutGrant } from '../plan/without-grant.ts';
import { unlessGone as unlessGoneBefore } from './change-role.ts';
import { removeFromPacked, unlessGone, whileItHoldsOnly } from './packed-policy.ts';

/**
 * Removes the grant of one role from a group. Everything else that the policy allows stays.
 * @returns false if the policy no longer grants it
 * @throws Failure if a managed policy contains something other than grants: it is possibly in use elsewhere
 */
export function revokeGrant(
  iam: IamApi,
  change: OfKind<'revoke-grant'>,
  wait: WaitOptions,
): Promise<boolean> {
  return change.slot.kind === 'inline' ? fromInline(iam, change) : fromManaged(iam, change, wait);
}

async function fromInline(iam: IamApi, { group, slot, roleArn }: OfKind<'revoke-grant'>): Promise<boolean> {
  const held = await iam.getGroupPolicy(group, slot.policy);
  if (held === null) return false;
  const left = withoutGrant(held, roleArn);
  if (left === held) return false;
  if (left === null) return unlessGoneBefore(iam.deleteGroupPolicy(group, slot.policy));
  await iam.putGroupPolicy(group, slot.policy, left);
  return true;
}

async function fromManaged(iam: IamApi, change: OfKind<'revoke-grant'>, wait: WaitOptions): Promise<boolean> {
  const { group, slot, roleArn } = change;
  let took = false;
  const ended = await poll<true>(wait, { first: 100, longest: 2_000 }, async () => {
    const policyArn = await attachedArn(iam, group, slot.policy);
    if (policyArn === null) return true;
    const removed = await removeFromPacked(iam, policyArn, roleArn, wait);
    if (removed !== 'last') {
      took ||= removed === 'removed';
      return true;
    }
    const emptied = await whileItHoldsOnly(iam, policyArn, roleArn, wait, async (own) => {
      await detach(iam, group, policyArn);
      took = true;
      if (await isOvertaken(iam, policyArn, own.defaultId)) {
        // The call took so long that others gave this run up for dead and wrote: their grants are to stay.
        await iam.attachGroupPolicy(group, policyArn);
        took = false;
      } else if (isPackedName(group, slot.policy)) await deletePolicy(iam, policyArn, own);
      else await unlessGone(iam.deletePolicyVersion(policyArn, own.proposal));
    });
    // Otherwise somebody added to it meanwhile, and there is one to be taken out of several.
    return emptied && took ? true : null;
  });
  if (ended) return took;
  throw gaveUp(wait, `AWS to show that group ${group} has no grant of ${roleArn}`);
}

/** The ARN of the group's policy of that name; null where none is attached. */
async function attachedArn(iam: IamApi, group: string, policy: string): Promise<string | null> {
  const attached = (await iam.attachedToGroup(group)) ?? [];
  return attached.find((arn) => arn.split('/').at(-1) === policy && !arn.includes(':iam::aws:')) ?? null;
}

async function detach(iam: IamApi, group: string, policyArn: string): Promise<void> {
  try {
    await iam.detachGroupPolicy(group, policyArn);
  } catch (error) {
    // Not attached any more: somebody else takes the same grant away.
    if (!hasCode(error, 'NoSuchEntityException')) throw error;
  }
}

/** Whether another version counts than the one that was read. */
async function isOvertaken(iam: IamApi, policyArn: string, defaultId: string): Promise<boolean> {
  try {
    return (await iam.listPolicyVersions(policyArn)).defaultId !== defaultId;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return false;
    throw error;
  }
}

/**
 * Deletes a policy with its history; IAM wants the versions gone first. The own proposal goes last, since it keeps
 * other writers out. Where somebody else uses the policy by then, IAM refuses, and it stays.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html
 */
async function deletePolicy(
  iam: IamApi,
  policyArn: string,
  own: { readonly proposal: string; readonly defaultId: string },
): Promise<void> {
  const { ids } = await iam.listPolicyVersions(policyArn);
  const history = ids.filter((id) => id !== own.defaultId && id !== own.proposal);
  for (const id of [...history, own.proposal]) await unlessGone(iam.deletePolicyVersion(policyArn, id));
  await unlessGone(iam.deletePolicy(policyArn));
}
