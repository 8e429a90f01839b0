import type { Origin } from '../../model/origin.ts';
import type { UserKey, UserSignIn } from '../../model/people.ts';
import { csvRow } from '../csv.ts';
import { escapeName } from '../escape.ts';
import { listText } from '../list-table.ts';
import type { Paint } from '../paint.ts';

interface ListedUser {
  readonly name: string;
  readonly arn: string;
  readonly groups: readonly string[];
  readonly isLocked: boolean;
  readonly signIn: UserSignIn;
}

/** The stable object of `--json`. Times are ISO 8601. */
export function userListJson(
  { id, name }: { readonly id: string; readonly name: string },
  users: readonly ListedUser[],
  origin: Origin,
): string {
  const object = { account: { id, name }, users: users.map(userJson), ...origin };
  return `${JSON.stringify(object)}\n`;
}

function userJson({ name, arn, groups, isLocked, signIn }: ListedUser) {
  const { createdAt, password, keys, mfaDevices } = signIn;
  return {
    name,
    arn,
    groups,
    locked: isLocked,
    createdAt: iso(createdAt),
    lastActive: iso(lastActive(signIn)),
    password: password && {
      createdAt: iso(password.createdAt),
      mustChange: password.mustChange,
      lastUsed: iso(password.lastUsed),
    },
    mfaDevices,
    accessKeys: keys.map((key) => ({
      id: key.id,
      active: key.isActive,
      createdAt: iso(key.createdAt),
      lastUsed: iso(key.lastUsed),
    })),
  };
}

const heads = ['user', 'password', 'MFA', 'access keys', 'active', 'groups'] as const;

/**
 * A line for each user, or a block of lines in a terminal that is too narrow.
 * @param width columns; null where there is no terminal
 */
export function userListView(
  users: readonly ListedUser[],
  now: number,
  paint: Paint,
  width: number | null,
): string {
  const rows = users.map((user) => cellsOf(user, now).map(escapeName));
  const columns = heads.map((head, at) => ({
    ...{ head, wraps: head === 'groups' },
    cells: rows.map((cells) => cells[at] ?? ''),
  }));
  return listText(columns, paint, width);
}

const csvColumns = [
  ...['user', 'arn', 'locked', 'created_at', 'password', 'password_last_used', 'mfa_devices'],
  ...['access_keys', 'active_access_keys', 'last_active', 'groups'],
];

/** A row for each user. Times are ISO 8601; several values in one cell are separated by spaces. */
export function userListCsv(users: readonly ListedUser[]): string {
  const rows = users.map(({ name, arn, groups, isLocked, signIn }) => {
    const { createdAt, password, keys, mfaDevices } = signIn;
    return csvRow([
      ...[name, arn, String(isLocked), iso(createdAt)],
      password === null ? 'none' : password.mustChange ? 'first' : 'yes',
      ...[iso(password?.lastUsed ?? null), mfaDevices.join(' '), keys.map(({ id }) => id).join(' ')],
      keys
        .filter(({ isActive }) => isActive)
        .map(({ id }) => id)
        .join(' '),
      ...[iso(lastActive(signIn)), groups.join(' ')],
    ]);
  });
  return [csvRow(csvColumns), ...rows].join('');
}

function cellsOf({ name, groups, isLocked, signIn }: ListedUser, now: number): readonly string[] {
  const { password, keys, mfaDevices } = signIn;
  const active = lastActive(signIn);
  return [
    name,
    isLocked ? 'locked' : password === null ? 'none' : password.mustChange ? 'first' : 'yes',
    mfaDevices.length === 0 ? 'no' : 'yes',
    keys.length === 0 ? 'none' : keys.map((key) => keyWords(key, now)).join(', '),
    active === null ? 'never' : ago(active, now),
    groups.length === 0 ? 'none' : groups.join(', '),
  ];
}

function keyWords({ isActive, createdAt }: UserKey, now: number): string {
  const age = `${days(createdAt, now)} d old`;
  return isActive ? age : `inactive, ${age}`;
}

function ago(at: number, now: number): string {
  const passed = days(at, now);
  return passed === 0 ? 'today' : `${passed} d ago`;
}

function days(at: number, now: number): number {
  return Math.max(0, Math.floor((now - at) / (24 * 3_600_000)));
}

/** Of password and keys, whichever came last; null where neither was ever used. */
function lastActive({ password, keys }: UserSignIn): number | null {
  const times = [password?.lastUsed ?? null, ...keys.map(({ lastUsed }) => lastUsed)].flatMap(
    (at) => at ?? [],
  );
  return times.length === 0 ? null : Math.max(...times);
}

function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
