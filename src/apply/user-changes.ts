import { poll, untilItShows, type WaitOptions } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';
import { LOCK_POLICY, lockDocument } from '../model/revocations.ts';
import { shellWord } from '../model/shell-word.ts';
import type { OfKind } from '../plan/change.ts';
import { itemWords, type UserItem, userItems } from '../plan/people/user-items.ts';
import { unlessGone } from './change-role.ts';
import { isSameUser, type PlannedUser, refuseRenamed } from './same-user.ts';

/*
 * Changes of one user in Ops. All return false for what is so already.
 */

export async function createUser(iam: IamApi, { user, tags }: OfKind<'create-user'>): Promise<boolean> {
  try {
    await iam.createUser(user, tags);
    return true;
  } catch (error) {
    if (!hasCode(error, 'EntityAlreadyExistsException')) throw error;
    return error.afterDoubt;
  }
}

export async function joinGroup(
  iam: IamApi,
  { user, group }: OfKind<'join-group'>,
  wait: WaitOptions,
): Promise<boolean> {
  const groups = await untilItShows(wait, () => iam.listGroupsOfUser(user));
  if (groups.includes(group)) return false;
  await untilItShows(wait, () => iam.addToGroup(user, group));
  return true;
}

/**
 * Sets a password that has not been shown yet.
 * @throws Failure if another person has set one since the plan was created
 */
export async function setPassword(
  iam: IamApi,
  { user, replaces }: OfKind<'set-password'>,
  password: string,
  wait: WaitOptions,
): Promise<boolean> {
  try {
    await untilItShows(wait, () =>
      replaces ? iam.replacePassword(user, password) : iam.createPassword(user, password),
    );
  } catch (error) {
    if (!hasCode(error, 'EntityAlreadyExistsException')) throw error;
    if (!error.afterDoubt) throw passwordOfAnother(user);
    // Whether the attempt that got no answer set it is not known: now it is this one in any case.
    await iam.replacePassword(user, password);
  }
  return true;
}

function passwordOfAnother(user: string): Failure {
  return new Failure('failed', {
    what: `cannot set a first password for user ${user}: the user has a password now`,
    why: 'Another run or another admin set the password after the plan was made. diverst left it as it is.',
    fix: [`replace the password: diverst user add ${shellWord(user)} --new-password`],
  });
}

/** @throws Failure where the user was deleted and made anew under the same name, or has another name */
export async function removeFromUser(
  iam: IamApi,
  change: OfKind<'remove-from-user'>,
  wait: WaitOptions,
  wrote: () => void,
): Promise<boolean> {
  const { user, item } = change;
  if (!(await isSameUser(iam, change))) return false;
  if (item.kind === 'inline-policy' && item.name === LOCK_POLICY) await refuseUnlessEmpty(iam, user, wait);
  return remove(iam, user, item, wrote);
}

/**
 * The lock is only taken away from a user who has nothing else: who has is not deleted, and stays locked. What was deleted a
 * moment ago may still show for a while.
 */
async function refuseUnlessEmpty(iam: IamApi, user: string, wait: WaitOptions): Promise<void> {
  let left: readonly UserItem[] = [];
  const isEmpty = await poll<true>(
    wait,
    { first: 500, longest: 4_000, onlyReads: true },
    async () => {
      const [held, unassigned] = await Promise.all([iam.readUser(user), iam.unassignedDevices()]);
      left = [
        ...(held === null ? [] : userItems(held)).filter(
          (item) => item.kind !== 'inline-policy' || item.name !== LOCK_POLICY,
        ),
        ...unassigned
          .filter((serial) => serial.endsWith(`:mfa/${user}`))
          .map((serial) => ({ kind: 'mfa-device' as const, serial })),
      ];
      return left.length === 0 || null;
    },
    wait.clock.now() + waits.written,
  );
  if (isEmpty === null) throw hasMore(user, `The user still has: ${left.map(itemWords).join(', ')}.`);
}

/**
 * What came after the lock was taken away keeps IAM from deleting the user, who is locked again then.
 * @throws Failure where the user was deleted and made anew, or has another name, or has something that was not shown
 */
export async function deleteUser(iam: IamApi, change: OfKind<'delete-user'>): Promise<boolean> {
  const { user } = change;
  if (!(await isSameUser(iam, change))) return false;
  try {
    if (await iam.deleteUser(user)) return true;
  } catch (error) {
    if (!hasCode(error, 'DeleteConflictException')) throw error;
    const locked = (await lockAgain(iam, change))
      ? 'The user is locked.'
      : `diverst could not lock the user again: the user has no policy ${LOCK_POLICY}.`;
    throw hasMore(user, `${locked} AWS says: ${error.message}`, error);
  }
  await refuseRenamed(iam, change);
  return false;
}

async function lockAgain(iam: IamApi, planned: PlannedUser): Promise<boolean> {
  try {
    if (!(await isSameUser(iam, planned))) return false;
    await iam.putUserPolicy(planned.user, LOCK_POLICY, JSON.stringify(lockDocument));
    return true;
  } catch {
    // What is told is why the user was not deleted.
    return false;
  }
}

function hasMore(user: string, what: string, cause?: Error): Failure {
  return new Failure(
    'failed',
    {
      what: `cannot delete user ${user}: the user has more than the plan showed`,
      why: `diverst deletes only what the plan showed. ${what}`,
      fix: ['run the same command again, and check the new plan'],
    },
    { cause },
  );
}

async function remove(iam: IamApi, user: string, item: UserItem, wrote: () => void): Promise<boolean> {
  switch (item.kind) {
    case 'access-key':
      return iam.deleteKey(user, item.id);
    case 'password':
      return iam.deletePassword(user);
    case 'certificate':
      return iam.deleteCertificate(user, item.id);
    case 'ssh-key':
      return iam.deleteSshKey(user, item.id);
    case 'service-credential':
      return iam.deleteServiceCredential(user, item.id);
    case 'mfa-device':
      return removeDevice(iam, user, item.serial, wrote);
    case 'group':
      return iam.removeFromGroup(user, item.name);
    case 'attached-policy':
      return unlessGone(iam.detachUserPolicy(user, item.arn));
    case 'inline-policy':
      return unlessGone(iam.deleteUserPolicy(user, item.name));
    case 'boundary':
      return iam.deleteUserBoundary(user);
  }
}

/**
 * A virtual device stays in the account under its name when it is deactivated, and the next person of that name could
 * register none. Of hardware, nothing stays.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_disable.html
 */
async function removeDevice(iam: IamApi, user: string, serial: string, wrote: () => void): Promise<boolean> {
  const deactivated = await iam.deactivateMfa(user, serial);
  if (deactivated) wrote();
  if (!isVirtual(serial)) return deactivated;
  const deleted = await iam.deleteVirtualMfa(serial);
  return deactivated || deleted;
}

/** `arn:aws:iam::111122223333:mfa/kim`; hardware has a bare serial number, and a security key the type `u2f`. */
function isVirtual(serial: string): boolean {
  return /^arn:[^:]+:iam::\d{12}:mfa\//.test(serial);
}
