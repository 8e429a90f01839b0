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

export type Added = 'added' | 'unchanged' | 'full';

/**
 * Adds a role to a packed policy by read, modify and write. IAM has no precondition on the write, so two writers that
 * read the same version each leave a version without the other's role. The versions are the log that shows it: what
 * came between the version that was read and the one that was written is merged in and written again, until the
 * default version holds everything.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 */
export async function addToPacked(
  iam: IamApi,
  policyArn: string,
  roleArn: string,
  patience: Patience,
): Promise<Added> {
  /** Everything that the default version must hold in the end: our role, and what others' writes added meanwhile. */
  const owed = new Set([roleArn]);
  const own = new Set<string>();
  let base: { readonly id: number; readonly roles: ReadonlySet<string> } | null = null;
  const outcome = await poll<Added>(patience, pace, async () => {
    const versions = await iam.listPolicyVersions(policyArn);
    const current = await rolesOf(iam, policyArn, versions.defaultId);
    if (base === null) {
      base = { id: number(versions.defaultId), roles: current };
      if (current.has(roleArn)) return 'unchanged';
    } else {
      for (const id of versions.ids) {
        if (number(id) <= base.id || own.has(id)) continue;
        for (const role of await rolesOf(iam, policyArn, id)) if (!base.roles.has(role)) owed.add(role);
      }
      if ([...owed].every((role) => current.has(role))) return own.size > 0 ? 'added' : 'unchanged';
    }
    const wanted = [...new Set([...current, ...owed])];
    if (!hasRoom(canonicalJson(packedGrant(wanted.filter((role) => role !== roleArn))), roleArn))
      return 'full';
    if (versions.ids.length >= versionQuota && !(await makeRoom(iam, policyArn, versions, current)))
      return null;
    try {
      own.add(await iam.createPolicyVersion(policyArn, canonicalJson(packedGrant(wanted))));
    } catch (error) {
      // Another writer took the free version: what it wrote shows in the next round.
      if (!hasCode(error, 'LimitExceededException')) throw error;
    }
    return null;
  });
  if (outcome) return outcome;
  throw new Failure('failed', {
    what: `the policy ${policyArn} could not be written`,
    why: 'It has five versions, and none of them may be deleted without losing grants that its default version lacks.',
    fix: [
      'compare its versions in the IAM console, set as default one that holds all roles, and delete the others',
      `go on where it stopped: ${patience.resume}`,
    ],
  });
}

/** Deletes the oldest version that the default one contains: only of such is nothing lost. */
async function makeRoom(
  iam: IamApi,
  policyArn: string,
  versions: { readonly ids: readonly string[]; readonly defaultId: string },
  current: ReadonlySet<string>,
): Promise<boolean> {
  for (const id of versions.ids) {
    if (id === versions.defaultId) continue;
    const roles = await rolesOf(iam, policyArn, id);
    if (![...roles].every((role) => current.has(role))) continue;
    try {
      await iam.deletePolicyVersion(policyArn, id);
    } catch (error) {
      // Another writer made room before, or made it the default: the next round sees which.
      if (!hasCode(error, 'NoSuchEntityException', 'DeleteConflictException')) throw error;
    }
    return true;
  }
  return false;
}

async function rolesOf(iam: IamApi, policyArn: string, versionId: string): Promise<ReadonlySet<string>> {
  let document: string;
  try {
    document = await iam.getPolicyVersion(policyArn, versionId);
  } catch (error) {
    // Deleted since it was listed: only versions contained in the default are.
    if (hasCode(error, 'NoSuchEntityException')) return new Set();
    throw error;
  }
  const roles = readGrant(document);
  if (roles) return new Set(roles);
  throw new Failure('failed', {
    what: `the policy ${policyArn} (${versionId}) holds something other than grants`,
    why: 'It was changed by hand; adding to it would keep what nobody planned, or lose it.',
    fix: ['run: diverst org audit', 'remove what is foreign from the policy, or rename the policy'],
  });
}

function number(versionId: string): number {
  return Number(versionId.slice(1));
}
