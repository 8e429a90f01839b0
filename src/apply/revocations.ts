import type { MemberAccess, ReachableAccount } from '../access/member-accounts.ts';
import { gaveUp, poll, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import {
  isLock,
  LOCK_POLICY,
  lockDocument,
  overAt,
  readRevocations,
  revocationDocument,
  revocationPolicy,
  revocationsOf,
} from '../model/revocations.ts';
import { utcMinute } from '../model/utc-time.ts';
import type { OfKind } from '../plan/change.ts';
import { changedMeanwhile, unlessGone } from './change-role.ts';
import type { Done } from './ledger.ts';
import { isSameUser } from './same-user.ts';

/** The access to member accounts. */
export interface Ways {
  readonly members: MemberAccess;
  readonly wait: WaitOptions;
}

/**
 * Locks a person's user: first everything is denied, whatever the user signs with, then the active keys are deactivated
 * and the password is deleted. Keys that came after the plan are deactivated as well, and it is looked at until none is
 * left.
 * @throws Failure where a policy of the lock's name holds something that was not shown; where the user is gone, or is not
 *   the one of the plan any more
 */
export async function lockUser(
  iam: IamApi,
  change: OfKind<'lock-user'>,
  wait: WaitOptions,
  wrote: () => void,
): Promise<boolean> {
  const { user, replaces } = change;
  // The lock goes by the name, which may be another user's by now.
  let applied = false;
  const requireSame = async () => {
    const remedies = applied
      ? [`if this user is denied everything without a reason, delete the user’s policy ${LOCK_POLICY}`]
      : [];
    if (!(await isSameUser(iam, change, remedies))) throw deletedMeanwhile(user);
  };
  const note = (done: boolean) => {
    if (!done) return;
    applied = true;
    wrote();
  };
  await requireSame();
  const held = await iam.getUserPolicy(user, LOCK_POLICY);
  if (held === null || !isLock(held)) {
    if (held !== null && held !== replaces)
      throw changedMeanwhile(`the policy ${LOCK_POLICY} of user ${user}`, held);
    await iam.putUserPolicy(user, LOCK_POLICY, JSON.stringify(lockDocument));
    note(true);
  }
  const isOut = await poll<true>(
    wait,
    { first: 1_000, longest: 10_000 },
    async () => {
      await requireSame();
      const signIn = await iam.readSignIn(user);
      if (signIn === null) throw deletedMeanwhile(user);
      const active = signIn.keys.filter(({ isActive }) => isActive);
      if (active.length === 0 && signIn.password === null) return true;
      for (const { id } of active) note(await iam.deactivateKey(user, id));
      if (signIn.password !== null) note(await iam.deletePassword(user));
      return null;
    },
    wait.clock.now() + waits.signIn,
  );
  if (isOut === null)
    throw gaveUp(
      wait,
      `AWS to show that user ${user} has no active access key and no password`,
      'diverst denied the user everything, deactivated the keys and deleted the password, but AWS still shows some of them.',
    );
  return applied;
}

function deletedMeanwhile(user: string): Failure {
  return new Failure('failed', {
    what: `cannot lock user ${user}: the user was deleted meanwhile`,
    fix: ['run the same command again; a deleted user needs no lock'],
  });
}

/** @throws Failure where the policy holds something else than what was planned on */
export async function unlockUser(iam: IamApi, { user, document }: OfKind<'unlock-user'>): Promise<boolean> {
  const held = await iam.getUserPolicy(user, LOCK_POLICY);
  if (held === null) return false;
  if (held !== document) throw changedMeanwhile(`the policy ${LOCK_POLICY} of user ${user}`, held);
  return unlessGone(iam.deleteUserPolicy(user, LOCK_POLICY));
}

/**
 * Ends the sessions that began before now, by the clock that STS dates them with: this machine's may be behind, and
 * would leave some alive. After a lock the time is put as far ahead as the lock may take to arrive everywhere, so that
 * sessions that begin meanwhile are ended as well and nothing has to wait; for CI, because a token that leaked with a
 * session opens another one. A later time that is there already stays.
 * @returns the time before which sessions are ended, in epoch milliseconds
 * @throws Failure where a policy of the name is something else than a revocation of the same sessions
 */
export async function putRevocation(
  { role, person, withNext }: OfKind<'put-revocation'>,
  account: ReachableAccount,
  { members, wait }: Ways,
  wrote: () => void,
): Promise<Done & { readonly before: number }> {
  const policy = revocationPolicy(person);
  const work = async (iam: IamApi, time: () => number) => {
    const held = await iam.getRolePolicy(role, policy);
    const known = held === null ? [] : revocationsOf(held, person);
    if (known === null) throw otherPolicy(policy, role, held);
    // AWS dates sessions in whole seconds: the one that has begun counts.
    const now = Math.floor(time() / 1_000) * 1_000 + 1_000;
    const wanted = now + (withNext ? waits.lockSpreads : 0);
    const before = Math.max(wanted, ...known.map((one) => one.before));
    const document = JSON.stringify(revocationDocument({ person, before }));
    // One that is written in another way may take the name in one case only, and miss sessions.
    const isThere = held === document;
    if (!isThere) await iam.putRolePolicy(role, policy, document);
    return { applied: !isThere, before };
  };
  const done = await members.withIam(account, wait, work, wrote);
  return { ...done, text: `sessions that began before ${utcMinute(done.before)}` };
}

/**
 * @throws Failure where the policy holds something else than what was planned on, or sessions are left that it ends and
 *   that was not meant
 */
export async function deleteRevocation(
  { role, policy, document, onlyIfOver }: OfKind<'delete-revocation'>,
  account: ReachableAccount,
  { members, wait }: Ways,
  wrote: () => void,
): Promise<Done> {
  const work = async (iam: IamApi, time: () => number) => {
    const held = await iam.getRolePolicy(role, policy);
    if (held === null) return false;
    if (held !== document) throw changedMeanwhile(`the policy ${policy} of role ${role}`, held);
    const over = Math.max(...(readRevocations(document) ?? []).map(overAt));
    if (onlyIfOver && !(over <= time())) throw notOver(policy, role, over);
    return unlessGone(iam.deleteRolePolicy(role, policy));
  };
  return { applied: await members.withIam(account, wait, work, wrote) };
}

/** This machine's clock may be ahead of AWS's: the sessions would work again. */
function notOver(policy: string, role: string, over: number): Failure {
  return new Failure('failed', {
    what: `cannot delete policy ${policy} of role ${role}: it still ends sessions`,
    why: `By the clock of AWS, the last of these sessions is valid until ${utcMinute(over)}. Nothing was changed.`,
    fix: ['check the clock of this machine: diverst doctor'],
  });
}

/** A policy of a revocation's name that is none, or ends other sessions: it is left alone. */
export function otherPolicy(policy: string, role: string, held: string | null): Failure {
  return new Failure('failed', {
    what: `cannot end the sessions of role ${role}: its policy ${policy} has other content`,
    why: `diverst does not overwrite it:\n${held}`,
    fix: [
      'find out who wrote the policy: diverst org audit --who',
      'then delete or rename the policy, and run the same command again',
    ],
  });
}
