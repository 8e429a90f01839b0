import type { AuditReport, Finding } from '../audit/finding.ts';
import type { UserSnapshot } from '../model/organization.ts';

/** An IAM user who can get into accounts: of Ops, or an admin of the management account. */
export interface Person {
  readonly name: string;
  /** IAM groups, by name. */
  readonly groups: readonly string[];
  /** Null where it was not read. */
  readonly mfaDevices: number | null;
  /** What the user can sign in with; null where it was not read. */
  readonly signsInWith: readonly ('password' | 'access key')[] | null;
  /** Of a password or an access key, epoch milliseconds; null for never, or where it was not read. */
  readonly lastUsed: number | null;
  /** Whether diverst locked the user: a policy denies everything. */
  readonly isLocked: boolean;
  /** Ids of what the audit found about the user. */
  readonly findings: readonly string[];
}

/** @param place of the account that the users are of */
export function peopleOf(
  users: readonly UserSnapshot[],
  place: 'ops' | 'management',
  { findings, ignored }: Pick<AuditReport, 'findings' | 'ignored'>,
): readonly Person[] {
  const all = [...findings, ...ignored.map(({ finding }) => finding)].filter(
    (one) => one.place.kind === place,
  );
  return users
    .map((user): Person => {
      const about = all.filter((finding) => isAbout(user, finding));
      return {
        name: user.name,
        groups: user.groups,
        mfaDevices: user.mfaDevices,
        signsInWith: signInOf(user),
        lastUsed: lastUseOf(user),
        isLocked: about.some(({ check }) => check === 'user-locked'),
        findings: about.map(({ id }) => id),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Users of Ops are subjects by their names, others with their account before it; ways beside groups with their kind. */
function isAbout({ name }: UserSnapshot, { check, subject }: Finding): boolean {
  if (check === 'grant-elsewhere') return subject === `user/${name}`;
  if (!check.startsWith('user-') && check !== 'mfa-self-service') return false;
  return subject === name || subject.endsWith(`/${name}`);
}

function signInOf({ signIn, accessKeys }: UserSnapshot): Person['signsInWith'] {
  if (signIn === null) return null;
  const hasKey = signIn.keys.some(({ isActive }) => isActive) || (accessKeys ?? 0) > 0;
  return [
    ...(signIn.password === null ? [] : (['password'] as const)),
    ...(hasKey ? (['access key'] as const) : []),
  ];
}

function lastUseOf({ signIn }: UserSnapshot): number | null {
  const uses = [signIn?.password?.lastUsed, ...(signIn?.keys ?? []).map(({ lastUsed }) => lastUsed)];
  const known = uses.filter((at) => at !== null && at !== undefined);
  return known.length === 0 ? null : Math.max(...known);
}
