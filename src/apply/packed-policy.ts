import { poll, type WaitOptions } from '../access/waiting.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { packedGrant, readGrant } from '../model/policy/grant.ts';
import { hasRoom } from '../plan/grant-slot.ts';

/** IAM keeps five versions of a policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html */
const versionQuota = 5;
const pace = { first: 200, longest: 3_000 };

/** Milliseconds after which a proposal that nobody makes the default is one of a writer that died. */
const proposalLife = 30_000;

/** `gone`: the policy does not exist, or no more. */
export type Added = 'added' | 'unchanged' | 'full' | 'gone';

/** `last`: it holds no other role, and IAM takes no statement without one. */
export type Removed = 'removed' | 'unchanged' | 'last' | 'gone';

/** What to do about the roles that a policy holds: write others, or leave it with an outcome. */
type Decision<Outcome> = { readonly write: readonly string[] } | { readonly outcome: Outcome };

/**
 * Adds a role to a packed policy.
 * @param wrote is called once what counts holds it
 */
export function addToPacked(
  iam: IamApi,
  policyArn: string,
  roleArn: string,
  wait: WaitOptions,
  wrote?: () => void,
): Promise<Added> {
  const decide = (roles: ReadonlySet<string>, written: boolean): Decision<Added> => {
    if (roles.has(roleArn)) return { outcome: written ? 'added' : 'unchanged' };
    if (!hasRoom(canonicalJson(packedGrant([...roles])), roleArn)) return { outcome: 'full' };
    return { write: [...roles, roleArn] };
  };
  return edit<Added>(iam, policyArn, wait, decide, wrote);
}

/** Takes a role out of a packed policy, but for the last one. */
export function removeFromPacked(
  iam: IamApi,
  policyArn: string,
  roleArn: string,
  wait: WaitOptions,
): Promise<Removed> {
  return edit<Removed>(iam, policyArn, wait, (roles, wrote) => {
    if (!roles.has(roleArn)) return { outcome: wrote ? 'removed' : 'unchanged' };
    if (roles.size === 1) return { outcome: 'last' };
    return { write: [...roles].filter((role) => role !== roleArn) };
  });
}

/**
 * Keeps every writer out while `work` runs, as long as the policy holds exactly this role: its own proposal is the
 * lowest, so that no other may become the default.
 * @returns whether `work` ran; false when the policy holds something else by now
 */
export async function whileItHoldsOnly(
  iam: IamApi,
  policyArn: string,
  roleArn: string,
  wait: WaitOptions,
  work: (own: { readonly proposal: string; readonly defaultId: string }) => Promise<void>,
): Promise<boolean> {
  const firstSeen = new Map<string, number>();
  const ran = await poll<{ ran: boolean }>(wait, pace, async () => {
    const versions = await versionsOf(iam, policyArn);
    if (versions === null) return { ran: false };
    const roles = await rolesOf(iam, policyArn, versions.defaultId);
    if (roles === null) return null;
    if (roles.size !== 1 || !roles.has(roleArn)) return { ran: false };
    const proposal = await proposeFirst(iam, policyArn, versions, [roleArn], firstSeen, wait);
    if (proposal === null) return null;
    await work({ proposal, defaultId: versions.defaultId });
    return { ran: true };
  });
  if (ran) return ran.ran;
  throw kept(policyArn, wait);
}

/**
 * Edits a packed policy by compare and swap. IAM has no precondition on a write, but it numbers the versions
 * of a policy in the order in which they come, and a version can be created without becoming the default. So a
 * version above the default is a proposal; of several the lowest may become the default, and who made another one
 * takes it back and begins anew. What counts never goes back behind what a writer has read, wherever one dies.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicyVersion.html
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html
 * @param decide is asked anew for each reading; `wrote` once a version of this call became the default
 */
async function edit<Outcome extends string>(
  iam: IamApi,
  policyArn: string,
  wait: WaitOptions,
  decide: (roles: ReadonlySet<string>, wrote: boolean) => Decision<Outcome>,
  onWrite: () => void = () => undefined,
): Promise<Outcome | 'gone'> {
  const firstSeen = new Map<string, number>();
  let wrote = false;
  const outcome = await poll<Outcome | 'gone'>(wait, pace, async () => {
    const versions = await versionsOf(iam, policyArn);
    if (versions === null) return 'gone';
    const roles = await rolesOf(iam, policyArn, versions.defaultId);
    if (roles === null) return null;
    const decision = decide(roles, wrote);
    if ('outcome' in decision) return decision.outcome;
    const own = await proposeFirst(iam, policyArn, versions, decision.write, firstSeen, wait);
    if (own === null || !(await unlessGone(iam.setDefaultPolicyVersion(policyArn, own)))) return null;
    wrote = true;
    onWrite();
    const after = decide(new Set(decision.write), wrote);
    return 'outcome' in after ? after.outcome : null;
  });
  if (outcome) return outcome;
  throw kept(policyArn, wait);
}

interface Versions {
  /** Oldest first. */
  readonly ids: readonly string[];
  readonly defaultId: string;
}

/** Null when there is no such policy. */
async function versionsOf(iam: IamApi, policyArn: string): Promise<Versions | null> {
  try {
    return await iam.listPolicyVersions(policyArn);
  } catch (error) {
    if (hasCode(error, 'NoSuchEntityException')) return null;
    throw error;
  }
}

/** Proposes a version; null where another proposal comes before it, or the quota left no room: to be tried again. */
async function proposeFirst(
  iam: IamApi,
  policyArn: string,
  { ids, defaultId }: Versions,
  roles: readonly string[],
  firstSeen: Map<string, number>,
  wait: WaitOptions,
): Promise<string | null> {
  const proposals = ids.filter((id) => number(id) > number(defaultId));
  if (proposals.length > 0) {
    await removeDead(iam, policyArn, proposals, firstSeen, wait.clock.now());
    return null;
  }
  const [oldest] = ids;
  if (ids.length >= versionQuota && oldest !== undefined && oldest !== defaultId) {
    // Only history: whatever it holds, the default came after it.
    await unlessGone(iam.deletePolicyVersion(policyArn, oldest));
  }
  const own = await propose(iam, policyArn, canonicalJson(packedGrant(roles)));
  if (own === null) return null;
  const after = await versionsOf(iam, policyArn);
  const first = after?.ids.find((id) => number(id) > number(defaultId));
  if (after?.defaultId === defaultId && first === own) return own;
  await unlessGone(iam.deletePolicyVersion(policyArn, own));
  return null;
}

function kept(policyArn: string, wait: WaitOptions): Failure {
  return new Failure('failed', {
    what: `cannot write policy ${policyArn}: it kept changing`,
    why: 'Other runs kept changing the policy until the time limit (--timeout) had passed.',
    fix: [`continue: ${wait.resume}`],
  });
}

/** A version that is not the default; null when the quota left no room for it. */
async function propose(iam: IamApi, policyArn: string, document: string): Promise<string | null> {
  try {
    return await iam.createPolicyVersion(policyArn, document);
  } catch (error) {
    // Gone means that the policy is: the next round sees it.
    if (hasCode(error, 'LimitExceededException', 'NoSuchEntityException')) return null;
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
export async function unlessGone(call: Promise<void>): Promise<boolean> {
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
    what: `cannot change policy ${policyArn} (${versionId}): it contains statements that are not grants`,
    why: 'The policy was changed outside diverst. diverst does not overwrite these statements.',
    fix: [
      'remove the statements that are not grants from the policy in the IAM console',
      'or detach the policy from the group',
    ],
  });
}

function number(versionId: string): number {
  return Number(versionId.slice(1));
}
