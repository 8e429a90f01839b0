import type { AuditReport, Finding } from '../audit/finding.ts';
import { isCheck } from '../model/checks.ts';
import { type DiffContext, isActive, type OwnedAccount } from '../plan/diff/context.ts';
import { scopeOf } from './check-scopes.ts';
import type { Discretion, TextOrigin } from './discretion.ts';

/** A finding as the page of one account tells it. */
export interface ToldFinding
  extends Pick<Finding, 'check' | 'severity' | 'place' | 'age'>,
    Partial<Pick<Finding, 'noun'>> {
  /** Null if the finding's name tells of another account; so of the texts below. */
  readonly id: string | null;
  readonly message: string | null;
  readonly expected: string | null;
  readonly actual: string | null;
  readonly evidence: readonly string[];
  /** Whether something was left out because it names another account. */
  readonly isShortened: boolean;
  /** Where the configuration accepts it. */
  readonly accepted: { readonly reason: string | null; readonly expires: string } | null;
}

/** What the audit found that concerns one account, and nothing that tells of others. */
export function toldFindings(
  owned: OwnedAccount,
  { findings, ignored }: Pick<AuditReport, 'findings' | 'ignored'>,
  context: DiffContext,
  discretion: Discretion,
): readonly ToldFinding[] {
  const all = [...findings, ...ignored.map(({ finding }) => finding)];
  const users = usersWhoGetIn(owned, all, context, discretion);
  const tell = (finding: Finding, accepted: ToldFinding['accepted']) =>
    concerns(finding, owned, users, discretion) ? [told(finding, accepted, discretion)] : [];
  return [
    ...findings.flatMap((finding) => tell(finding, null)),
    ...ignored.flatMap(({ finding, reason, expires }) =>
      tell(finding, { reason: discretion.told(reason, 'elsewhere'), expires }),
    ),
  ];
}

/** Further lines of a finding of Ops than these were cut off by the audit: they can be about anybody. */
const mostLines = 10;

/**
 * Whether a finding is about the account, or about what every account rests on. One of Ops that names other accounts
 * only, such as a grant of their roles, is about these.
 */
function concerns(
  finding: Finding,
  { account }: OwnedAccount,
  users: ReadonlySet<string>,
  discretion: Discretion,
): boolean {
  const { place, check, subject, message } = finding;
  switch (place.kind) {
    case 'client':
    case 'environment':
    case 'account':
      return place.accountId === account.id;
    case 'configuration':
      return false;
  }
  if (scopeOf(check) === 'others') return false;
  if (check === 'full-access-detached' || check === 'grant-broader')
    return ![subject, message].some((text) => isOfOthers(text, account.id, discretion));
  if (place.kind === 'ops' && check.startsWith('user-')) return users.has(subject);
  // What an account administers for all concerns all of them.
  return check !== 'grant-elsewhere' || reaches(finding, account.id, discretion);
}

/** Whether a way beside the groups can lead to the account. */
function reaches({ evidence }: Finding, accountId: string, discretion: Discretion): boolean {
  if (evidence.length === 0 || evidence.length >= mostLines) return true;
  return !evidence.every((line) => isOfOthers(line, accountId, discretion));
}

function isOfOthers(text: string, accountId: string, discretion: Discretion): boolean {
  return discretion.namesOther(text, 'elsewhere') && !text.includes(accountId);
}

/** Users of Ops who get into the account: by its group, or in another way that the audit found. */
function usersWhoGetIn(
  { kind, account }: OwnedAccount,
  findings: readonly Finding[],
  { opsIam }: DiffContext,
  discretion: Discretion,
): ReadonlySet<string> {
  const members = (opsIam?.users ?? []).filter(({ groups }) => groups.includes(kind.group));
  const others = findings.filter(
    (finding) => finding.check === 'grant-elsewhere' && reaches(finding, account.id, discretion),
  );
  return new Set([
    ...members.map(({ name }) => name),
    ...others.map(({ subject }) => subject.replace(/^user\//, '')),
  ]);
}

function told(finding: Finding, accepted: ToldFinding['accepted'], discretion: Discretion): ToldFinding {
  const { check, severity, place, age, noun, id, message, expected, actual, evidence } = finding;
  const isOwn = ['client', 'environment', 'account'].includes(place.kind);
  const origin: TextOrigin = isOwn ? 'account' : 'elsewhere';
  const keep = (text: string | null) => (text === null ? null : discretion.told(text, origin));
  const lines = evidence.map(keep);
  // Which other groups a person is in says what else that person works on.
  const kept = {
    message: keep(message),
    expected: keep(expected),
    actual: check === 'user-outside-people' ? null : keep(actual),
  };
  const isShortened =
    lines.includes(null) ||
    kept.message === null ||
    (expected !== null && kept.expected === null) ||
    (actual !== null && kept.actual === null);
  return {
    check,
    severity,
    place,
    age,
    ...(noun === undefined ? {} : { noun }),
    id: keep(id),
    ...kept,
    evidence: lines.filter((line) => line !== null),
    isShortened,
    accepted,
  };
}

/** A finding of an earlier audit that is gone. */
export interface ToldFix {
  readonly check: string;
  /** Null if it names another account. */
  readonly id: string | null;
}

/**
 * Findings of an earlier audit that are gone: those of the account, and those of what it rests on.
 * @returns null where no earlier audit was given
 */
export function toldFixes(
  owned: OwnedAccount,
  { fixed, findings, ignored }: Pick<AuditReport, 'fixed' | 'findings' | 'ignored'>,
  context: DiffContext,
  discretion: Discretion,
): readonly ToldFix[] | null {
  if (fixed === null) return null;
  // What was not read this time is no news.
  if (!isActive(owned.account) || owned.account.reading.kind !== 'read') return [];
  const label = context.labelOf(owned.account);
  const all = [...findings, ...ignored.map(({ finding }) => finding)];
  const users = usersWhoGetIn(owned, all, context, discretion);
  return fixed.flatMap((id): readonly ToldFix[] => {
    const [check = ''] = id.split(':');
    const subject = id.slice(check.length + 1);
    if (subject === label || subject.startsWith(`${label}/`))
      return [{ check, id: discretion.told(id, 'account') }];
    const isTold = isOfAll(check, subject, users) && !discretion.namesOther(id, 'elsewhere');
    return isTold ? [{ check, id }] : [];
  });
}

/** Whether a fix is about what every account rests on, or about somebody who gets into this one. */
function isOfAll(check: string, subject: string, users: ReadonlySet<string>): boolean {
  const scope = isCheck(check) ? scopeOf(check) : 'others';
  if (check === 'not-audited' || (scope !== 'people' && scope !== 'organization')) return false;
  const user =
    check === 'grant-elsewhere'
      ? /^user\/(.*)$/.exec(subject)?.[1]
      : check.startsWith('user-')
        ? subject
        : null;
  // Users of the management account have their account before them.
  return user == null || user.includes('/') || users.has(user);
}
