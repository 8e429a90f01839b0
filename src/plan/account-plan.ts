import { type NamedAccount, refOf } from '../model/account-kind.ts';
import type { KnownContext } from '../model/policy/known-context.ts';
import type {
  Account,
  CreationStatus,
  GroupSnapshot,
  ManagedPolicySnapshot,
  Role,
} from '../model/snapshot.ts';
import { type AccountStep, step } from './account-step.ts';
import type { OfKind } from './change.ts';
import { type CiSnapshot, ciNotices, ciSteps } from './ci-plan.ts';
import { chooseSlot, findGrant, foreignInline } from './grant-slot.ts';
import { comparedRole, type RoleTarget, roleNotices, roleSteps } from './role-plan.ts';
import type { GrantSlot } from './shapes/accounts.ts';

/** Stands for the id of an account that does not exist yet. */
const unknownId = '0'.repeat(12);

/** An account of a kind as it should be: everything configuration and the organization's base decide. */
export interface AccountTarget extends NamedAccount {
  readonly email: string;
  readonly partition: string;
  /** Id and names of the OU it belongs in. */
  readonly unitId: string;
  readonly unitPath: string;
  /** For comparing the trust policy. */
  readonly known?: KnownContext;
  /** The role that people in Ops assume. */
  readonly role: RoleTarget;
}

/** The same as it is. */
export interface TargetSnapshot {
  readonly account: Account | null;
  /** Where the account is, by name as far as names were read; a new one begins in the root. */
  readonly place: string;
  /** A creation of its name that is under way. */
  readonly creation: CreationStatus | null;
  readonly role: Role | null;
  readonly ci: CiSnapshot;
  readonly group: GroupSnapshot;
  readonly policies: readonly ManagedPolicySnapshot[];
}

export interface AccountPlan {
  readonly steps: readonly AccountStep[];
  /** What differs and is left alone: the audit's business. */
  readonly notices: readonly string[];
  /** True when the group has no room for the grant: nothing may be begun. */
  readonly full: boolean;
}

/** The differences between an account as it is and as it should be, in the order in which they are applied. */
export function planAccount(target: AccountTarget, actual: TargetSnapshot): AccountPlan {
  const { name } = target;
  const accountId = actual.account?.id ?? unknownId;
  const slot = grantSlot(target, actual);
  const steps: AccountStep[] = [
    step(
      { kind: 'create-account', name, email: target.email, underWay: actual.creation?.id ?? null },
      actual.account !== null,
    ),
    step(
      {
        kind: 'move-account',
        name,
        accountId: actual.account?.id ?? null,
        from: actual.place,
        to: target.unitPath,
      },
      actual.account?.parentId === target.unitId,
    ),
    ...roleSteps(
      refOf(target),
      target.role,
      actual.role && comparedRole(actual.role, target.role, target.known),
    ),
    ...ciSteps(target, accountId, actual.ci),
  ];
  if (slot) {
    const replaces = foreignInline(actual.group, slot.slot, expectedRoleArn(target, actual));
    const change: OfKind<'grant-access'> = {
      kind: 'grant-access',
      owner: refOf(target),
      group: actual.group.name,
      slot: slot.slot,
      replaces,
    };
    steps.push(
      slot.granted || replaces === null ? step(change, slot.granted) : { change, state: 'needs-consent' },
    );
  }
  const notices = [...roleNotices(target.role, actual.role), ...ciNotices(target, accountId, actual.ci)];
  return { steps, notices, full: slot === null };
}

/** The ARN that the role has, or will have; before the account exists its digits are a stand-in of equal length. */
export function expectedRoleArn(
  target: AccountTarget,
  actual: Pick<TargetSnapshot, 'account' | 'role'>,
): string {
  if (actual.role) return actual.role.arn;
  const accountId = actual.account?.id ?? unknownId;
  return `arn:${target.partition}:iam::${accountId}:role${target.role.path}${target.role.name}`;
}

function grantSlot(
  target: AccountTarget,
  actual: TargetSnapshot,
): { slot: GrantSlot; granted: boolean } | null {
  const arn = expectedRoleArn(target, actual);
  const found = actual.account && findGrant(actual.group, actual.policies, arn);
  if (found) return { slot: found, granted: true };
  const free = chooseSlot(actual.group, actual.policies, { name: target.role.name, arn });
  return free && { slot: free, granted: false };
}
