import type { MemberAccess, ReachableAccount } from '../access/member-accounts.ts';
import type { Progress } from '../access/progress.ts';
import type { WaitOptions } from '../access/waiting.ts';
import type { IamApi } from '../aws/iam-api.ts';
import type { OfKind, Step } from '../plan/change.ts';
import type { KindIn } from '../plan/changes/table.ts';
import { type ChangeResult, type Done, type Executors, Ledger, type Report } from './ledger.ts';
import { createUser, deleteUser, joinGroup, removeFromUser, setPassword } from './user-changes.ts';

export type UserStep = Step<OfKind<KindIn<'people'>>>;

export interface UserContext {
  readonly members: MemberAccess;
  readonly ops: ReachableAccount;
  readonly wait: WaitOptions;
  readonly progress: Progress;
  /** Creates a password, which is returned and stored nowhere. Left out if the plan sets none. */
  readonly newPassword?: () => Promise<string>;
}

/**
 * Makes the changes of one user, one after the other: each rests on those before it, and of a removal, what opens most
 * ways comes first. It ends at the first that fails.
 * @returns what became of each step, in the plan's order, and what went wrong
 */
export async function applyUser(
  steps: readonly UserStep[],
  context: UserContext,
): Promise<{ readonly results: readonly ChangeResult[]; readonly errors: readonly unknown[] }> {
  const ledger = new Ledger(steps, context.progress);
  const errors: unknown[] = [];
  try {
    for (const { change, state } of steps)
      if (state === 'needed') await ledger.execute(executors, change, context);
  } catch (error) {
    errors.push(error);
  }
  return { results: ledger.results(), errors };
}

const executors: Executors<KindIn<'people'>, UserContext> = {
  'create-user': inOps(createUser),
  'join-group': inOps((iam, change, { wait }) => joinGroup(iam, change, wait)),
  'set-password': inOps(async (iam, change, { newPassword, wait }) => {
    if (newPassword === undefined) throw new Error(`there is no password for ${change.user}`);
    return setPassword(iam, change, await newPassword(), wait);
  }),
  'remove-from-user': inOps((iam, change, { wait }, wrote) => removeFromUser(iam, change, wait, wrote)),
  'delete-user': inOps(deleteUser),
};

function inOps<C>(
  work: (iam: IamApi, change: C, context: UserContext, wrote: () => void) => Promise<boolean>,
) {
  return async (change: C, context: UserContext, { wrote }: Report): Promise<Done> => {
    const { members, ops, wait } = context;
    return { applied: await members.withIam(ops, wait, (iam) => work(iam, change, context, wrote), wrote) };
  };
}
