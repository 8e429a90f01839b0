import type { AuditReport, Finding } from '../../audit/finding.ts';
import { notAudited, severities } from '../../audit/outcome.ts';
import { escapeName } from '../escape.ts';
import { lastChangeObject } from './last-change.ts';
import { repairable, titleOf, worstFirst } from './words.ts';

/** The number of the form below. It changes if a reader of the old form would misread the new one. */
const format = 1;

/** The stable object of `--json`, in one line; `--since` reads it. Findings are worst first. */
export function auditJson(report: AuditReport): string {
  const { origin, organizationId, managementAccountId, only, counts, findings, ignored, fixed } = report;
  const bySeverity = severities.map((severity) => [
    severity,
    findings.filter((finding) => finding.severity === severity).length,
  ]);
  return safeJson({
    format,
    organization: { id: organizationId, managementAccountId },
    only: only?.map(({ name }) => name) ?? null,
    counts: {
      accounts: counts.accounts,
      clients: counts.clients,
      ...(counts.environments === undefined ? {} : { environments: counts.environments }),
      audited: counts.audited,
      notAudited: notAudited(report),
      ...Object.fromEntries(bySeverity),
      ignored: ignored.length,
      seconds: counts.seconds,
      calls: counts.calls,
    },
    findings: worstFirst(findings).map(findingObject),
    ignored: ignored.map(({ finding, reason, expires }) => ({ ...findingObject(finding), reason, expires })),
    fixed,
    ...origin,
  });
}

function findingObject(finding: Finding) {
  const { id, check, severity, place, subject, message, expected, actual, evidence, fix, age, lastChange } =
    finding;
  return {
    id,
    check,
    severity,
    title: titleOf(finding),
    place: { kind: place.kind, name: place.name, accountId: place.accountId },
    subject,
    message,
    expected,
    actual,
    evidence,
    fix,
    repairable: repairable(finding),
    age,
    ...(lastChange === undefined ? {} : { lastChange: lastChangeObject(lastChange) }),
  };
}

/**
 * JSON in one line. What a terminal would act on, JSON allows as it is (C1 controls, marks that turn the writing
 * direction): written as JSON's own escapes it means the same and does nothing.
 */
export function safeJson(value: unknown): string {
  return `${escapeName(JSON.stringify(value))}\n`;
}

/** What a later audit needs of an earlier report. */
export interface EarlierReport {
  readonly organizationId: string;
  /** Names of the clients and environments that it was asked for; null for all. */
  readonly only: readonly string[] | null;
  /** Ids of its findings. */
  readonly ids: readonly string[];
}

export type ReadReport =
  | { readonly ok: true; readonly report: EarlierReport }
  | { readonly ok: false; readonly problem: string };

/** Reads what `auditJson` wrote. @returns `problem` as words that follow "the file …" */
export function readReport(text: string): ReadReport {
  let value: unknown;
  try {
    // Windows tools put a byte order mark before what they redirect into a file.
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return no(text.trim() === '' ? 'is empty' : 'is not JSON');
  }
  if (!isObject(value) || !('format' in value)) return no('is not a report of diverst org audit --json');
  if (value.format !== format) {
    return no(
      `has the format ${JSON.stringify(value.format)?.slice(0, 40)}; this version of diverst reads format ${format}`,
    );
  }
  const { organization, only, findings } = value;
  if (!isObject(organization) || typeof organization.id !== 'string') return no('has no organization.id');
  if (only !== null && !isListOf(only, isText)) return no('has no list of names, nor null, as only');
  if (!Array.isArray(findings)) return no('has no list of findings');
  const ids: string[] = [];
  for (const [index, finding] of findings.entries()) {
    const id: unknown = isObject(finding) ? finding.id : undefined;
    if (typeof id !== 'string' || !id.includes(':')) return no(`has no id in findings[${index}]`);
    ids.push(id);
  }
  return { ok: true, report: { organizationId: organization.id, only, ids } };
}

function no(problem: string): ReadReport {
  return { ok: false, problem };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isListOf<T>(value: unknown, is: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(is);
}
