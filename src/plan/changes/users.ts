import type { UserItem } from '../people/user-items.ts';
import { itemName, itemWords } from '../people/user-items.ts';
import { creates, type Rows, removes } from './row.ts';

/** One user of Ops, created or deleted by a command of its own. */
export const userRows = {
  'create-user': {
    ...creates,
    scope: () => 'ops',
    target: ({ user }) => user,
    title: ({ user }) => `create user ${user} in Ops`,
    part: () => 'people',
  },
  'join-group': {
    ...creates,
    scope: () => 'ops',
    target: ({ user, group }) => `${group} ← ${user}`,
    title: ({ user, group }) => `add user ${user} to group ${group} in Ops`,
    part: () => 'people',
  },
  'set-password': {
    scope: () => 'ops',
    target: ({ user }) => user,
    effect: ({ replaces }) => (replaces ? 'change' : 'create'),
    title: ({ user, replaces }) =>
      `${replaces ? 'replace the password of user' : 'set a first password for user'} ${user}, who must change it at the next sign-in`,
    part: () => 'people',
    isSevere: ({ replaces }) => replaces,
    lost: () => null,
  },
  'remove-from-user': {
    ...removes,
    scope: () => 'ops',
    target: ({ user, item }) => `${user} ← ${itemName(item)}`,
    title: ({ user, item }) => removal(user, item),
    part: () => 'people',
    lost: ({ item }) =>
      item.kind === 'inline-policy' && item.document !== null
        ? { actual: item.document, wanted: null }
        : null,
    detail: ({ item }) => item.kind,
  },
  'delete-user': {
    ...removes,
    scope: () => 'ops',
    target: ({ user }) => user,
    title: ({ user }) => `delete user ${user} in Ops`,
    part: () => 'people',
  },
} satisfies Partial<Rows>;

function removal(user: string, item: UserItem): string {
  const words = itemWords(item);
  switch (item.kind) {
    case 'group':
      return `remove user ${user} from ${words}`;
    case 'attached-policy':
      return `detach ${words} from user ${user}`;
    case 'boundary':
      return `remove ${words} of user ${user}`;
    default:
      return `delete ${words} of user ${user}`;
  }
}
