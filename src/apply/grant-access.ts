import type { IamApi } from '../aws/api.ts';
import { hasCode } from '../aws/aws-error.ts';
import { Failure } from '../model/failure.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../model/policy/grant.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import type { GrantSlot } from '../plan/change.ts';
import { chooseSlot, findGrant, groupQuota, roomOf } from '../plan/grant-slot.ts';
import { addToPacked } from './packed-policy.ts';
import { gaveUp, type Patience, poll } from './patience.ts';

export interface GrantRequest {
  readonly client: string;
  readonly group: string;
  readonly role: { readonly name: string; readonly arn: string };
  /** Where the plan put it; where it really goes is decided on what the group holds by then. */
  readonly slot: GrantSlot;
}

export interface Granted {
  readonly slot: GrantSlot;
  /** False when another run had granted it meanwhile. */
  readonly applied: boolean;
}

/**
 * Lets the group assume the role. The group's room may have gone to somebody else since it was planned, so each
 * refusal of IAM is followed by another look and another choice.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export async function grantAccess(iam: IamApi, request: GrantRequest, patience: Patience): Promise<Granted> {
  let slot: GrantSlot | null = request.slot;
  let wrote = false;
  const granted = await poll<Granted>(patience, { first: 100, longest: 2_000 }, async () => {
    slot ??= await currentSlot(iam, request);
    const written: Added =
      slot.kind === 'inline'
        ? await putInline(iam, request, slot)
        : await putPacked(iam, request, slot, patience);
    wrote ||= written === 'applied';
    const final = slot;
    slot = null;
    if (written === 'full') return null;
    return { slot: final, applied: wrote };
  });
  if (granted) return granted;
  throw gaveUp(patience, `the grant for ${request.client} in group ${request.group}`);
}

type Added = 'applied' | 'unchanged' | 'full';

/** The slot that holds the grant by now, or the one that is free for it. */
async function currentSlot(iam: IamApi, request: GrantRequest): Promise<GrantSlot> {
  const { group, policies } = await readGroup(iam, request.group);
  const slot = findGrant(group, policies, request.role.arn) ?? chooseSlot(group, policies, request.role);
  if (slot) return slot;
  throw groupFull(request.client, group, policies);
}

/** An inline policy of the grant's own: atomic, shared with nobody. */
async function putInline(iam: IamApi, request: GrantRequest, slot: GrantSlot): Promise<Added> {
  const held = await iam.getGroupPolicy(request.group, slot.policy);
  if (held !== null && readGrant(held)?.includes(request.role.arn)) return 'unchanged';
  try {
    await iam.putGroupPolicy(request.group, slot.policy, canonicalJson(inlineGrant(request.role.arn)));
    return 'applied';
  } catch (error) {
    if (hasCode(error, 'LimitExceededException')) return 'full';
    throw error;
  }
}

async function putPacked(
  iam: IamApi,
  request: GrantRequest,
  slot: GrantSlot,
  patience: Patience,
): Promise<Added> {
  const { group, policies } = await readGroup(iam, request.group);
  const existing = policies.find(({ name }) => name === slot.policy);
  let arn = existing?.arn;
  let added: Added = 'applied';
  if (arn === undefined) {
    try {
      const document = canonicalJson(packedGrant([request.role.arn]));
      arn = await iam.createPolicy(
        slot.policy,
        document,
        `Grants of group ${request.group}; written by diverst`,
      );
    } catch (error) {
      // Another run created it first: the next round adds to it.
      if (hasCode(error, 'EntityAlreadyExistsException')) return 'full';
      throw error;
    }
  } else {
    const result = await addToPacked(iam, arn, request.role.arn, patience);
    if (result === 'full') return 'full';
    if (result === 'unchanged') added = 'unchanged';
  }
  if (group.attached.some((policy) => policy.arn === arn)) return added;
  try {
    await iam.attachGroupPolicy(request.group, arn);
    return 'applied';
  } catch (error) {
    if (hasCode(error, 'LimitExceededException')) return 'full';
    throw error;
  }
}

async function readGroup(
  iam: IamApi,
  name: string,
): Promise<{ group: GroupSnapshot; policies: readonly ManagedPolicySnapshot[] }> {
  const { groups, policies } = await iam.readGroups();
  const group = groups.find((candidate) => candidate.name === name);
  if (group) return { group, policies };
  throw new Failure('failed', {
    what: `the group ${name} was removed from Ops meanwhile`,
    fix: ['run: diverst org repair'],
  });
}

/** No room is left for one more grant: said with the numbers. */
export function groupFull(
  client: string,
  group: GroupSnapshot,
  policies: readonly ManagedPolicySnapshot[],
): Failure {
  const room = roomOf(group, policies);
  return new Failure('failed', {
    what: `the group ${group.name} in Ops has no room for a grant to ${client}`,
    why:
      `It uses ${room.inlineUsed} of ${groupQuota.inline} characters of inline policies (${room.inlineGrants} grants) ` +
      `and ${room.attached} of ${groupQuota.managedPolicies} managed policies (${room.packedRoles} grants); ` +
      'both quotas of IAM are fixed.',
    fix: [
      'remove grants of clients that are gone: diverst org audit lists them',
      'detach managed policies from the group that are not needed there',
      'or put further clients under another group: organization.groups.production in a second diverst.config.yaml',
    ],
  });
}
