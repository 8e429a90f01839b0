import { gaveUp, poll, untilItShows, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { initCommand, type NamedAccount, refOf, refText } from '../model/account-kind.ts';
import { Failure } from '../model/failure.ts';
import { canonicalJson } from '../model/policy/canonical.ts';
import { inlineGrant, packedGrant, readGrant } from '../model/policy/grant.ts';
import type { GroupSnapshot, ManagedPolicySnapshot } from '../model/snapshot.ts';
import { groupFull } from '../plan/grant-room.ts';
import { chooseSlot, findGrant, holdsOnly } from '../plan/grant-slot.ts';
import type { GrantSlot } from '../plan/shapes/accounts.ts';
import { type Added, addToPacked } from './packed-policy.ts';

export interface GrantRequest {
  readonly owner: NamedAccount;
  readonly group: string;
  readonly role: { readonly name: string; readonly arn: string };
  /** Where the plan put it; where it really goes is decided on what the group holds by then. */
  readonly slot: GrantSlot;
  /** The content of a policy of the grant's name that may be overwritten; null for none. */
  readonly replaces: string | null;
  /** Called each time that something was written which grants. */
  wrote(): void;
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
export async function grantAccess(iam: IamApi, request: GrantRequest, wait: WaitOptions): Promise<Granted> {
  const waitUntil = wait.clock.now() + waits.detachedPolicy;
  let slot: GrantSlot | null = request.slot;
  let wrote = false;
  const granted = await poll<Granted>(wait, { first: 100, longest: 2_000 }, async () => {
    slot ??= await currentSlot(iam, request, wait.clock.now() < waitUntil ? 'wait' : 'skip');
    const tried = slot;
    slot = null;
    const written = await (tried.kind === 'inline'
      ? putInline(iam, request, tried)
      : putPacked(iam, request, tried, wait));
    wrote ||= written === 'applied';
    return written === 'refused' ? null : { slot: tried, applied: wrote };
  });
  if (granted) return granted;
  throw gaveUp(wait, `the grant of ${refText(refOf(request.owner))} to group ${request.group}`);
}

/** `refused`: not there, for a reason that another look at the group explains. */
type Written = 'applied' | 'unchanged' | 'refused';

/** The slot that holds the grant by now, or the one that is free for it. */
async function currentSlot(
  iam: IamApi,
  request: GrantRequest,
  detached: 'wait' | 'skip',
): Promise<GrantSlot> {
  const { group, policies } = await readGroup(iam, request.group);
  const slot =
    findGrant(group, policies, request.role.arn) ?? chooseSlot(group, policies, request.role, detached);
  if (slot) return slot;
  throw groupFull(request.owner, group, policies);
}

/** An inline policy of the grant's own: atomic, shared with nobody. */
async function putInline(iam: IamApi, request: GrantRequest, slot: GrantSlot): Promise<Written> {
  const held = await iam.getGroupPolicy(request.group, slot.policy);
  if (held !== null && readGrant(held)?.includes(request.role.arn)) return 'unchanged';
  // It came between the plan and now, or another run for another account of this name wrote it.
  if (held !== null && held !== request.replaces) throw foreignGrant(request, slot, held);
  try {
    await iam.putGroupPolicy(request.group, slot.policy, canonicalJson(inlineGrant(request.role.arn)));
    request.wrote();
    return 'applied';
  } catch (error) {
    if (hasCode(error, 'LimitExceededException')) return 'refused';
    throw error;
  }
}

async function putPacked(
  iam: IamApi,
  request: GrantRequest,
  slot: GrantSlot,
  wait: WaitOptions,
): Promise<Written> {
  const { group, policies } = await readGroup(iam, request.group);
  const existing = policies.find(({ name }) => name === slot.policy);
  if (existing && group.attached.some(({ arn }) => arn === existing.arn)) {
    const written = fromAdded(await addToPacked(iam, existing.arn, request.role.arn, wait, request.wrote));
    if (written === 'refused') return written;
    // Somebody who took the last grant out of it may have detached it meanwhile.
    const attached = await iam.attachedToGroup(request.group);
    return attached?.includes(existing.arn) ? written : 'refused';
  }
  // What else it holds would be granted along with it: another run is about to attach it, or somebody detached it.
  if (existing && !holdsOnly(existing.document, request.role.arn)) return 'refused';
  const arn = existing?.arn ?? (await createPacked(iam, request, slot));
  if (arn === null) return 'refused';
  try {
    await untilItShows(wait, () => iam.attachGroupPolicy(request.group, arn));
    request.wrote();
    return 'applied';
  } catch (error) {
    if (hasCode(error, 'LimitExceededException')) return 'refused';
    throw error;
  }
}

function fromAdded(added: Added): Written {
  if (added === 'full' || added === 'gone') return 'refused';
  return added === 'added' ? 'applied' : 'unchanged';
}

/** Null when another run created one of that name first. */
async function createPacked(iam: IamApi, request: GrantRequest, slot: GrantSlot): Promise<string | null> {
  const document = canonicalJson(packedGrant([request.role.arn]));
  try {
    return await iam.createPolicy(
      slot.policy,
      document,
      `Grants of group ${request.group}; written by diverst`,
    );
  } catch (error) {
    if (hasCode(error, 'EntityAlreadyExistsException')) return null;
    throw error;
  }
}

function foreignGrant(request: GrantRequest, slot: GrantSlot, held: string): Failure {
  return new Failure('failed', {
    what: `cannot grant ${refText(refOf(request.owner))} to group ${request.group}: its policy ${slot.policy} has other content`,
    why: `diverst left the policy as it is:\n${held}`,
    fix: [
      `see the difference: ${initCommand(request.owner)} --dry-run`,
      `overwrite the policy: ${initCommand(request.owner)} --replace-grant`,
    ],
  });
}

async function readGroup(
  iam: IamApi,
  name: string,
): Promise<{ group: GroupSnapshot; policies: readonly ManagedPolicySnapshot[] }> {
  const { groups, policies } = await iam.readGroups();
  const group = groups.find((candidate) => candidate.name === name);
  if (group) return { group, policies };
  throw new Failure('failed', {
    what: `cannot grant access: group ${name} in Ops no longer exists`,
    why: 'The group was deleted after diverst read it.',
    fix: [`create the group again, with credentials of Ops: aws iam create-group --group-name ${name}`],
  });
}
