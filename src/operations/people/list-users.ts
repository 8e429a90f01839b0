import { sideBySide } from '../../access/pool.ts';
import { byText } from '../../model/by-text.ts';
import type { UserSignIn } from '../../model/people.ts';
import { isLock, LOCK_POLICY } from '../../model/revocations.ts';
import { type OpenOps, openOps, type PeopleTools } from './open-ops.ts';

/** A user of Ops, for people to read. */
export interface ListedUser {
  readonly name: string;
  readonly arn: string;
  /** Names. */
  readonly groups: readonly string[];
  readonly isLocked: boolean;
  readonly signIn: UserSignIn;
}

/** Users that are asked about at once. */
const atOnce = 8;

/** Everybody in Ops, by name. */
export async function listUsers(
  tools: Omit<PeopleTools, 'progress'>,
): Promise<{ readonly open: OpenOps; readonly users: readonly ListedUser[] }> {
  const open = await openOps(tools);
  const users = await open.withIam(async (iam) => {
    const { users: listed } = await iam.readAccount(['User']);
    const found: ListedUser[] = [];
    await sideBySide(listed, atOnce, async ({ name, arn, groups, inline }) => {
      const signIn = await iam.readSignIn(name);
      // Deleted meanwhile.
      if (signIn === null) return;
      const isLocked = inline.some((policy) => policy.name === LOCK_POLICY && isLock(policy.document));
      const mfaDevices = [...signIn.mfaDevices].sort(byText);
      found.push({
        ...{ name, arn, isLocked },
        groups: [...groups].sort(byText),
        signIn: { ...signIn, mfaDevices },
      });
    });
    return found.sort((a, b) => byText(a.name, b.name));
  });
  return { open, users };
}
