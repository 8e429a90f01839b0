import type { IamApi } from '../aws/iam-api.ts';
import { Failure } from '../model/failure.ts';

/** A user of a plan: names can be given to others, IDs cannot. */
export interface PlannedUser {
  readonly user: string;
  /** `AIDA…` */
  readonly userId: string;
}

/**
 * Whether the user of a plan is there under its name.
 * @param remedies what else is to be done where another user has the name
 * @returns false where it was deleted
 * @throws Failure where another user has the name by now, or the user has another name
 */
export async function isSameUser(
  iam: IamApi,
  planned: PlannedUser,
  remedies: readonly string[] = [],
): Promise<boolean> {
  const found = await iam.findUser(planned.user);
  if (found?.id === planned.userId) return true;
  await refuseRenamed(iam, planned);
  if (found === null) return false;
  throw createdAgain(planned, found.id, remedies);
}

/**
 * A user that IAM does not find by its name may be there all the same.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html
 */
export async function refuseRenamed(iam: IamApi, { user, userId }: PlannedUser): Promise<void> {
  const users = await iam.listUsers();
  const renamed = users.find(({ id, name }) => id === userId && name !== user);
  if (renamed === undefined) return;
  throw new Failure('failed', {
    what: `cannot change user ${user}: the user was renamed to ${renamed.name} after the plan was made`,
    why: `The user still exists, with the same ID ${userId}.`,
    fix: ['run the same command with the new name, and check the new plan'],
  });
}

function createdAgain({ user, userId }: PlannedUser, found: string, remedies: readonly string[]): Failure {
  return new Failure('failed', {
    what: `cannot change user ${user}: the user was deleted and created again after the plan was made`,
    why: `The plan is for the user with the ID ${userId}. The user with this name now has the ID ${found}.`,
    fix: [...remedies, 'run the same command again, and check the new plan'],
  });
}
