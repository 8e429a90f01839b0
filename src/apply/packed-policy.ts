import type { IamApi } from '../aws/api.ts';
import { hasCode } from '../aws/aws-error.ts';
import { Failure } from '../model/failure.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { packedGrant, readGrant } from '../model/policy/grant.ts';
import { hasRoom } from '../plan/grant-slot.ts';
import { type Patience, poll } from './patience.ts';

/** IAM keeps five versions of a policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const versionQuota = 5;
const pace = { first: 200, longest: 3_000 };

/** Milliseconds after which a proposal that nobody makes the default is one of a writer that died. */
const proposalLife = 30_000;

export type Added = 'added' | 'unchanged' | 'full';

/**
 * Adds a role to a packed policy by compare and swap. IAM has no precondition on a write, but it numbers the versions
 * of a policy in the order in which they come, and a version can be created without becoming the default. So a
 * version above the default is a proposal; of several the lowest may become the default, and who made another one
 * takes it back and begins anew. What counts never goes back behind what a writer has read, wherever one dies.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
 */
export async function addToPacked(
  iam: IamApi,
  policyArn: string,
  roleArn: string,
  patience: Patience,
): Promise<Added> {
  const firstSeen = new Map<string, number>();
  let wrote = false;
  const outcome = await poll<Added>(patience, pace, async () => {
    const { ids, defaultId } = await iam.listPolicyVersions(policyArn);
    const roles = await rolesOf(iam, policyArn, defaultId);
    if (roles === null) return null;
    if (roles.has(roleArn)) return wrote ? 'added' : 'unchanged';
    if (!hasRoom(canonicalJson(packedGrant([...roles])), roleArn)) return 'full';

    const proposals = ids.filter((id) => number(id) > number(defaultId));
    if (proposals.length > 0) {
      await removeDead(iam, policyArn, proposals, firstSeen, patience.clock.now());
      return null;
    }
    const [oldest] = ids;
    if (ids.length >= versionQuota && oldest !== undefined && oldest !== defaultId) {
      // Only history: whatever it holds, the default came after it.
      await unlessGone(iam.deletePolicyVersion(policyArn, oldest));
    }
    const own = await propose(iam, policyArn, canonicalJson(packedGrant([...roles, roleArn])));
    if (own === null) return null;
    const after = await iam.listPolicyVersions(policyArn);
    const first = after.ids.find((id) => number(id) > number(defaultId));
    if (after.defaultId !== defaultId || first !== own) {
      await unlessGone(iam.deletePolicyVersion(policyArn, own));
      return null;
    }
    wrote = await unlessGone(iam.setDefaultPolicyVersion(policyArn, own));
    return wrote ? 'added' : null;
  });
  if (outcome) return outcome;
  throw new Failure('failed', {
    what: `the policy ${policyArn} could not be written in time`,
    why: 'Others kept writing it.',
    fix: [`go on where it stopped: ${patience.resume}`],
  });
}

/** A version that is not the default; null when the quota left no room for it. */
async function propose(iam: IamApi, policyArn: string, document: string): Promise<string | null> {
  try {
    return await iam.createPolicyVersion(policyArn, document);
  } catch (error) {
    if (hasCode(error, 'LimitExceededException')) return null;
    throw error;
  }
}

/** A writer that died leaves its proposal behind, which would stop everybody after it. */
async function removeDead(
  iam: IamApi,
  policyArn: string,
  proposals: readonly string[],
  firstSeen: Map<string, number>,
  now: number,
): Promise<void> {
  for (const id of proposals) {
    const seen = firstSeen.get(id);
    if (seen === undefined) firstSeen.set(id, now);
    else if (now - seen > proposalLife) await unlessGone(iam.deletePolicyVersion(policyArn, id));
  }
}

/** False when the version was gone, or had become the default: the next round reads what is. */
async function unlessGone(call: Promise<void>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException', 'DeleteConflictException')) return false;
    throw error;
  }
}

/** The roles of a version; null when it is gone, or does not show yet: never taken for a version without roles. */
async function rolesOf(
  iam: IamApi,
  policyArn: string,
  versionId: string,
): Promise<ReadonlySet<string> | null> {
  let document: string;
  try {
    document = await iam.getPolicyVersion(policyArn, versionId);
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return null;
    throw error;
  }
  const roles = readGrant(document);
  if (roles) return new Set(roles);
  throw new Failure('failed', {
    what: `the policy ${policyArn} (${versionId}) holds something other than grants`,
    why: 'It was changed by hand; adding to it would keep what nobody planned, or lose it.',
    fix: ['remove what is foreign from the policy in the IAM console, or detach it from the group'],
  });
}

function number(versionId: string): number {
  return Number(versionId.slice(1));
}
