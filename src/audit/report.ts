import type { AccountRef } from '../model/account-kind.ts';
import type { Ignore } from '../model/checks.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import { labelOfRootUser } from '../model/root-users.ts';
import { shellWord } from '../model/shell-word.ts';
import { type Difference, differenceId, type Place, placeKinds } from '../plan/difference.ts';
import { catalog } from './catalog.ts';
import type { AuditCounts, AuditReport, Finding, IgnoredFinding } from './finding.ts';
import { severityRank } from './outcome.ts';

export interface ReportOptions {
  readonly snapshot: Pick<OrganizationSnapshot, 'id' | 'managementAccountId'>;
  readonly counts: AuditCounts;
  /** The clients and environments that were asked for; null for all; `base` for what they rest on. */
  readonly only: readonly AccountRef[] | 'base' | null;
  readonly ignores: readonly Ignore[];
  /** `YYYY-MM-DD`, by UTC. */
  readonly today: string;
  /** Ids of an earlier report's findings; null without one. */
  readonly since: readonly string[] | null;
  /** How this program is called in the commands of `fix`: `diverst`, with the options that have to be repeated. */
  readonly program: string;
}

/** Differences as findings: what is ignored is set aside, what is new is marked, the rest is put in order. */
export function auditReport(differences: readonly Difference[], options: ReportOptions): AuditReport {
  const { snapshot, counts, only, ignores, today, since, program } = options;
  const concerned = differences.filter((difference) => concerns(difference, only));
  const ignored: IgnoredFinding[] = [];
  const reported: Difference[] = [];
  const used = new Set<Ignore>();
  for (const difference of concerned) {
    const matching = ignores.filter((ignore) => matches(ignore, difference));
    for (const ignore of matching) used.add(ignore);
    const valid = matching.find(({ expires }) => today <= expires);
    if (valid === undefined) reported.push(difference);
    else
      ignored.push({
        finding: toFinding(difference, null, program),
        reason: valid.reason,
        expires: valid.expires,
      });
  }
  // Whether an ignore still matches anything can't be judged from a part of the organization.
  const stale = only === null ? ignores.filter((ignore) => today > ignore.expires || !used.has(ignore)) : [];
  reported.push(...stale.map((ignore) => staleIgnore(ignore, today)));
  const before = since === null ? null : new Set(since);
  const findings = reported
    .map((difference) => toFinding(difference, before, program))
    .sort(byPlaceAndSeverity);
  const present = new Set([...findings, ...ignored.map(({ finding }) => finding)].map(({ id }) => id));
  return {
    organizationId: snapshot.id,
    managementAccountId: snapshot.managementAccountId,
    program,
    only: only === 'base' ? [] : only,
    counts,
    findings,
    ignored: ignored.sort((a, b) => byPlaceAndSeverity(a.finding, b.finding)),
    fixed:
      since === null
        ? null
        : only === null
          ? since.filter((id) => !present.has(id) && isSeen(id, reported))
          : [],
  };
}

/** Parts of the organization itself that may be unread, and how the checks begin that look at them. */
const ofOrganization: Readonly<Record<string, readonly string[]>> = {
  trail: ['trail-'],
  guardrails: ['guardrail-', 'policy-type-', 'full-access-'],
  'root-access': ['root-management:', 'root-credentials:'],
  delegation: ['delegated-administrator', 'trusted-access:', 'resource-policy:'],
};

/** Whether a finding is known to be gone: not, where what it was about could not be read this time. */
function isSeen(id: string, reported: readonly Difference[]): boolean {
  const unread = reported.filter(({ check }) => check === 'not-audited');
  const [label] = id.slice(id.indexOf(':') + 1).split('/');
  return unread.every(({ place, subject }) =>
    place.kind === 'organization'
      ? !(ofOrganization[subject] ?? []).some((check) => id.startsWith(check))
      : labelOfRootUser(subject) !== null
        ? !(id.startsWith('root-') && labelOfRootUser(subject) === label)
        : place.kind !== 'ops' && place.kind !== 'management' && subject !== label,
  );
}

/** Without these nothing of an account's role or grant could be judged, so that they concern each of them. */
const blinding: ReadonlySet<string> = new Set(['ops-missing', 'ops-inactive']);

/** Places in accounts that hold nothing for others. */
const memberPlaces: ReadonlySet<Place['kind']> = new Set(['client', 'environment', 'account']);

/** The grants of accounts depend on Ops: that it could not be read concerns each of them. */
function concerns({ check, place, subject }: Difference, only: ReportOptions['only']): boolean {
  if (only === null) return true;
  const isOfMember = memberPlaces.has(place.kind);
  if (only === 'base') return !isOfMember;
  if (isOfMember) return only.some(({ name }) => name === place.name);
  if (labelOfRootUser(subject) !== null) return false;
  return blinding.has(check) || (check === 'not-audited' && place.kind === 'ops');
}

function matches(ignore: Ignore, { check, subject }: Difference): boolean {
  return ignore.check === check && (ignore.subject === '*' || ignore.subject === subject);
}

/** A command of this program in a line of text: after a colon, or the whole line. */
const ownCommand = /(^|: )diverst (?=org |client |env |user )/g;

function toFinding(difference: Difference, before: ReadonlySet<string> | null, program: string): Finding {
  const { severity, fix, repair, check } = difference;
  const id = differenceId(difference);
  const command = repair.length > 0 ? [`${program} org repair --only ${shellWord(id)}`] : [];
  const lines = fix.map((line) => line.replace(ownCommand, (_all, before: string) => `${before}${program} `));
  // What a person can do in place of the command.
  const all =
    command.length === 0
      ? lines
      : [...command, ...lines.map((one, index) => (index === 0 ? `or ${one}` : one))];
  return {
    ...difference,
    id,
    severity: severity ?? catalog[check].severity,
    fix: all.length > 0 ? all : [catalog[check].fix],
    age: before === null ? null : before.has(id) ? 'known' : 'new',
  };
}

function staleIgnore(ignore: Ignore, today: string): Difference {
  const expired = today > ignore.expires;
  const id = `${ignore.check}:${ignore.subject}`;
  return {
    check: expired ? 'ignore-expired' : 'ignore-unmatched',
    subject: id,
    place: { kind: 'configuration', name: 'audit.ignore', accountId: null },
    message: expired
      ? `the ignore for ${id} expired on ${ignore.expires}`
      : `the ignore for ${id} matches no finding`,
    expected: expired ? `a date from ${today} on` : 'a finding',
    actual: expired ? ignore.expires : 'none',
    evidence: [`reason: ${ignore.reason}`],
    repair: [],
    fix: [
      expired
        ? 'fix the finding and remove the ignore from audit.ignore in diverst.config.yaml, or give the ignore a later date'
        : 'remove the ignore from audit.ignore in diverst.config.yaml, or correct its check and subject',
    ],
  };
}

function byPlaceAndSeverity(a: Finding, b: Finding): number {
  return (
    placeKinds.indexOf(a.place.kind) - placeKinds.indexOf(b.place.kind) ||
    compareText(a.place.name, b.place.name) ||
    compareText(a.place.accountId ?? '', b.place.accountId ?? '') ||
    severityRank(a.severity) - severityRank(b.severity) ||
    compareText(a.id, b.id)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
