import { expect } from 'vitest';
import type { CheckId, Severity } from '../../src/model/checks.ts';
import { jsonOf, runCli, type TestOrganization } from '../support/cli.ts';
import { anonymous, type Cast } from './cast.ts';
import type { Drift } from './drift.ts';
import type { Prepared } from './prepared.ts';

/** What the tests read of a report. */
export interface Found {
  readonly id: string;
  readonly check: CheckId;
  readonly subject: string;
  readonly severity: Severity;
  readonly message: string;
  readonly title: string;
  readonly fix: readonly string[];
  readonly place: { readonly kind: string; readonly name: string };
}

export interface Audited {
  readonly code: number;
  readonly findings: readonly Found[];
}

/** Audits with the real command. */
export async function audit(organization: TestOrganization, { options }: Prepared): Promise<Audited> {
  const result = await runCli(organization, ['org', 'audit', '--json', ...options]);
  expect(result.code, result.stderr).not.toBe(1);
  expect(result.code, result.stderr).not.toBe(64);
  return { code: result.code, findings: jsonOf<{ findings: readonly Found[] }>(result).findings };
}

/** What a repair has changed, and what the audit at its end has found. */
export interface Repaired {
  readonly code: number;
  readonly stderr: string;
  readonly changes: readonly unknown[];
  readonly left: readonly Pick<Found, 'id' | 'severity' | 'message'>[];
}

/** Repairs with the real command what is named, or without names what needs none. */
export async function repair(
  organization: TestOrganization,
  { options }: Prepared,
  only: readonly string[] = [],
): Promise<Repaired> {
  const names = only.flatMap((id) => ['--only', id]);
  const result = await runCli(organization, ['org', 'repair', '--yes', '--json', ...names, ...options]);
  const { code, stderr } = result;
  // It takes the code of the audit at its end: what it was not asked to fix may still be there.
  expect([0, 2, 3], stderr).toContain(code);
  const { changes, left } = jsonOf<Pick<Repaired, 'changes'> & { left: Repaired['left'] | null }>(result);
  if (left === null) throw new Error(`the repair could not audit: ${stderr}`);
  return { code, stderr, changes, left };
}

/** The finding that a drift is expected to show as. */
export function expectedIn(
  findings: readonly Found[],
  { expect: { check, severity, subject } }: Pick<Drift, 'expect'>,
  cast: Cast,
): Found | undefined {
  return findings.find(
    (found) =>
      found.check === check &&
      found.severity === severity &&
      (subject === undefined || subject.test(anonymous(found.subject, cast))),
  );
}

/** Words that would call an environment a client, in what is said of environments and their group; ids are names. */
export function clientWords(findings: readonly Found[], { noun, group }: Cast): readonly string[] {
  if (noun === 'client') return [];
  return findings.flatMap(({ id, check, subject, title, message, fix, place }) => {
    const isOfNoun = place.kind === noun || subject === group || subject.startsWith(`${group}/`);
    const texts = [title, message, ...fix].map((text) => text.replaceAll(id, '').replaceAll(check, ''));
    return isOfNoun ? texts.filter((text) => /\bclients?\b|\bgroup (for )?production\b/i.test(text)) : [];
  });
}

/** Findings of high severity that none of these drifts has to do with. */
export function unexplained(
  findings: readonly Found[],
  drifts: readonly Pick<Drift, 'expect' | 'explains'>[],
): readonly string[] {
  const explained = drifts.flatMap(({ expect: { check }, explains = [] }) => [check, ...explains]);
  const isExplained = (check: CheckId) =>
    explained.some((one) => (typeof one === 'string' ? one === check : one.test(check)));
  return findings
    .filter(({ severity, check }) => severity === 'high' && !isExplained(check))
    .map(({ id }) => id);
}

/** Findings as they are shown where an expectation fails. */
export function reported(findings: Repaired['left']): readonly string[] {
  return findings.map(({ severity, id, message }) => `${severity} ${id}: ${message}`);
}
