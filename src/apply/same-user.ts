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
  throw madeAnew(planned, found.id, remedies);
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
    what: `the user ${user} was renamed to ${renamed.name} since the plan was made`,
    why: `The user has the ID ${userId} as before, and still exists.`,
    fix: ['look at a new plan: run the same command with the new name'],
  });
}

function madeAnew({ user, userId }: PlannedUser, found: string, remedies: readonly string[]): Failure {
  return new Failure('failed', {
    what: `the user ${user} was deleted and created again since the plan was made`,
    why: `The plan is for the user with the ID ${userId}; the user of that name now has the ID ${found}.`,
    fix: [...remedies, 'look at the plan again: run the same command'],
  });
}
