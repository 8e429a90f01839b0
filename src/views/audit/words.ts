import { catalog } from '../../audit/catalog.ts';
import type { AuditReport, Finding } from '../../audit/finding.ts';
import {
  auditExitCode,
  type FailOn,
  isSettled,
  isUnread,
  notAudited,
  severities,
  severityRank,
} from '../../audit/outcome.ts';
import { type AccountNoun, type AccountRef, withArticle } from '../../model/account-kind.ts';
import { byText } from '../../model/by-text.ts';
import { shellWord } from '../../model/shell-word.ts';
import { type Place, placeKinds } from '../../plan/difference.ts';
import { escapeName } from '../escape.ts';
import { plural } from '../plural.ts';

/**
 * Text from AWS within a line of its own. Runners of CI take commands from what is printed, some of them anywhere in a
 * line: `##[…]` (GitHub, Azure Pipelines) and `##vso[…]`.
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 */
export function oneLine(text: string): string {
  return escapeName(text).replace(/##(?=\w*\[)/g, '#\\u0023');
}

/** What was looked at, in one line: `o-abc: 14 accounts, 10 clients; 12 audited, 1 not audited; 3.4 s`. */
export function summary(report: AuditReport): string {
  const { origin, organizationId, only, counts } = report;
  const mark = origin?.sandbox ? ' (sandbox)' : '';
  const asked = only === null ? '' : `, only ${askedFor(only)}`;
  const environments =
    counts.environments === undefined ? '' : `, ${plural(counts.environments, 'environment')}`;
  const unread = notAudited(report);
  const missed = unread === 0 ? '' : `, ${unread} not audited`;
  return oneLine(
    `${organizationId}${mark}${asked}: ${plural(counts.accounts, 'account')}, ${plural(counts.clients, 'client')}${environments}; ` +
      `${counts.audited} audited${missed}; ${seconds(counts.seconds)}`,
  );
}

/** `clients acme, globex; environment staging`. */
function askedFor(only: readonly AccountRef[]): string {
  const byNoun = new Map<string, string[]>();
  for (const { noun, name } of only) byNoun.set(noun, [...(byNoun.get(noun) ?? []), name]);
  return [...byNoun]
    .map(([noun, names]) => `${names.length === 1 ? noun : `${noun}s`} ${names.join(', ')}`)
    .join('; ');
}

/** The title of its check, in the words of the kind of account that it is about. */
export function titleOf({
  check,
  place,
  noun = placeNoun(place),
}: Pick<Finding, 'check' | 'place' | 'noun'>): string {
  return inWordsOf(noun, catalog[check].title);
}

/** What the catalog says of clients, said of the kind. */
export function inWordsOf(noun: AccountNoun, text: string): string {
  if (noun === 'client') return text;
  return text
    .replace('another client’s account', 'another account of the organization')
    .replace('the group for production', `the group for ${noun}s`)
    .replace(/\ba client\b/g, withArticle({ noun }))
    .replace(/\bclient(s?)\b/g, `${noun}$1`);
}

function placeNoun({ kind }: Place): AccountNoun {
  return kind === 'environment' ? kind : 'client';
}

function seconds(value: number): string {
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} s`;
}

/** How many of each severity, beside what was not audited; empty where there are none. */
export function severityCounts(findings: readonly Finding[]): string {
  const counted = findings.filter((finding) => !isUnread(finding));
  return severities
    .map((severity) => [counted.filter((one) => one.severity === severity).length, severity] as const)
    .filter(([count]) => count > 0)
    .map(([count, severity]) => `${count} ${severity}`)
    .join(', ');
}

/** `3 high, 1 medium; 1 not audited; 2 ignored; 4 new, 1 known, 2 fixed`. */
export function tally(report: AuditReport): string {
  const { findings, ignored, fixed } = report;
  const unread = notAudited(report);
  const reported = findings.filter((finding) => !isUnread(finding));
  const parts = [severityCounts(findings) || 'no findings'];
  if (unread > 0) parts.push(`${unread} not audited`);
  if (ignored.length > 0) parts.push(`${ignored.length} ignored`);
  if (fixed !== null) {
    const fresh = reported.filter(({ age }) => age === 'new').length;
    parts.push(`${fresh} new, ${reported.length - fresh} known, ${fixed.length} fixed`);
  }
  return parts.join('; ');
}

/** The exit code and why: `exit code 2: findings at or above medium`. */
export function verdict(report: AuditReport, failOn: FailOn): string {
  const code = auditExitCode(report, failOn);
  const fresh = report.fixed === null ? '' : 'new ';
  if (code === 3) return 'exit code 3: not everything was audited';
  if (code === 2) return `exit code 2: ${fresh}findings at or above ${failOn}`;
  if (report.findings.length === 0) return 'exit code 0: clean';
  return failOn === 'none'
    ? 'exit code 0: --fail-on none accepts every finding'
    : `exit code 0: no ${fresh}findings at or above ${failOn}`;
}

/** Where something is, as a heading; names are escaped. */
export function placeTitle({ kind, name, accountId }: Place): string {
  const id = accountId === null ? '' : ` ${accountId}`;
  switch (kind) {
    case 'organization':
      return oneLine(`organization ${name}`);
    case 'management':
      return `management account${id}`;
    case 'client':
    case 'environment':
      return oneLine(`${kind} ${name}${id}`);
    case 'ops':
    case 'account':
      return oneLine(`account ${name}${id}`);
    case 'configuration':
      return 'configuration';
  }
}

/** The order of every format: what is new before what was known, the worst first, then by place and id. */
export function worstFirst(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted(
    (a, b) =>
      Number(isSettled(a)) - Number(isSettled(b)) ||
      severityRank(a.severity) - severityRank(b.severity) ||
      byPlace(a.place, b.place) ||
      byText(a.id, b.id),
  );
}

/** Findings in their order, and those known already by themselves, where they are to be listed in short. */
export function inOrder(
  findings: readonly Finding[],
  all: boolean,
): { readonly full: readonly Finding[]; readonly short: readonly Finding[] } {
  const sorted = worstFirst(findings);
  return all
    ? { full: sorted, short: [] }
    : { full: sorted.filter((one) => !isSettled(one)), short: sorted.filter(isSettled) };
}

/** What to do next: a sentence, and the command that does it if there is one. */
export interface NextStep {
  readonly say: string;
  readonly run: string | null;
}

/** @returns null if nothing was found */
export function nextStep({ findings, program }: AuditReport): NextStep | null {
  const drift = worstFirst(findings.filter((finding) => !isUnread(finding)));
  const plain = drift.filter((finding) => repairable(finding) === 'yes').length;
  const repair = `${oneLine(program)} org repair --dry-run`;
  const some = (count: number) => `diverst can repair ${count} of ${plural(drift.length, 'finding')}`;
  if (plain > 0) return { say: `${some(plain)}. See the plan:`, run: repair };
  const named = drift.filter((finding) => repairable(finding) === 'named');
  const [first] = named;
  if (first !== undefined)
    return {
      say: `${some(named.length)}, if you name the finding. See the plan for the first:`,
      run: `${repair} --only ${oneLine(shellWord(first.id))}`,
    };
  if (drift.length === 0) return null;
  return { say: 'diverst cannot repair these findings. Follow the fix of each finding.', run: null };
}

/** The sentence, and its command on a line of its own. */
export function nextLines(next: NextStep | null): readonly string[] {
  if (next === null) return [];
  return next.run === null ? [next.say] : [next.say, next.run];
}

function byPlace(a: Place, b: Place): number {
  return (
    placeKinds.indexOf(a.kind) - placeKinds.indexOf(b.kind) ||
    byText(a.name, b.name) ||
    byText(a.accountId ?? '', b.accountId ?? '')
  );
}

/** The severity, with `--since` the age, and what its check is called: `high, new` and `client role missing`. */
export function headline(finding: Finding): { readonly word: string; readonly title: string } {
  const age = finding.age === null ? '' : `, ${finding.age}`;
  const title = titleOf(finding);
  return isUnread(finding)
    ? { word: `not audited${age}`, title: '' }
    : { word: `${finding.severity}${age}`, title };
}

/** Whether `org repair` can fix it: by itself, only when it is named, or not at all. */
export function repairable({ repair }: Pick<Finding, 'repair'>): 'yes' | 'named' | 'no' {
  if (repair.length === 0) return 'no';
  return repair.some(({ consent }) => consent) ? 'named' : 'yes';
}
