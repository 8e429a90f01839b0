import { managedBy } from '../../model/own-tags.ts';
import type { UserSignIn } from '../../model/people.ts';
import type { OfKind, Step } from '../change.ts';

export type AddChange = OfKind<'create-user' | 'join-group' | 'set-password'>;

/** A user as `user add` finds it. */
export interface FoundUser {
  readonly groups: readonly string[];
  readonly signIn: UserSignIn;
}

/**
 * What makes a person of a user, or a user of nothing: the password last, so that whoever has one may do what it takes
 * to change it and to register an MFA device.
 * @param groups that the user is to be in, beside those that it is in
 * @param found null where there is no such user
 * @param newPassword whether a password that the user has is replaced
 */
export function planUser(
  user: string,
  groups: readonly string[],
  found: FoundUser | null,
  newPassword: boolean,
): readonly Step<AddChange>[] {
  const hasPassword = found !== null && found.signIn.password !== null;
  return [
    {
      change: { kind: 'create-user', user, tags: managedBy },
      state: found === null ? 'needed' : 'satisfied',
    },
    ...groups.map(
      (group): Step<AddChange> => ({
        change: { kind: 'join-group', user, group },
        state: found?.groups.includes(group) ? 'satisfied' : 'needed',
      }),
    ),
    {
      change: { kind: 'set-password', user, replaces: hasPassword && newPassword },
      state: hasPassword && !newPassword ? 'satisfied' : 'needed',
    },
  ];
}

/** Whether somebody works by access key alone: in the group for people, the key is denied what needs MFA. */
export function worksByKeyAlone({ signIn }: FoundUser): boolean {
  return signIn.mfaDevices.length === 0 && signIn.keys.some(({ isActive }) => isActive);
}
