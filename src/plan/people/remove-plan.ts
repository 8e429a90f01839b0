import type { UserContents } from '../../model/people.ts';
import { LOCK_POLICY } from '../../model/revocations.ts';
import type { OfKind, Step } from '../change.ts';
import { type UserItem, userItems } from './user-items.ts';

export type RemoveChange = OfKind<'remove-from-user' | 'delete-user'>;

/** It denies everything, so that it holds until nothing else is left. The plan writes it itself: nothing is lost with it. */
const lock = { kind: 'inline-policy', name: LOCK_POLICY, document: null } satisfies UserItem;

/**
 * What deletes a user who is locked, with everything that was read of it: the lock goes after all else, and then the user.
 * The password is none of it, because the lock deletes it.
 * @param documents of the inline policies, by name
 */
export function planRemoval(
  user: UserContents,
  documents: ReadonlyMap<string, string | null>,
): readonly Step<RemoveChange>[] {
  const { name, id: userId } = user;
  const items = userItems(user, documents).filter(
    (item) => item.kind !== 'password' && !(item.kind === 'inline-policy' && item.name === LOCK_POLICY),
  );
  return [
    ...[...items, lock].map(
      (item): Step<RemoveChange> => ({
        change: { kind: 'remove-from-user', user: name, userId, item },
        state: 'needed',
      }),
    ),
    { change: { kind: 'delete-user', user: name, userId }, state: 'needed' },
  ];
}
