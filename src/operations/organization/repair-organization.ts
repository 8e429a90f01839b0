import { during } from '../../access/progress.ts';
import { gaveUp, poll } from '../../access/waiting.ts';
import { waits } from '../../access/waits.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import type { AuditReport, Finding } from '../../audit/finding.ts';
import { unreadFindings } from '../../audit/outcome.ts';
import type { Ignore } from '../../model/checks.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import type { Change } from '../../plan/change.ts';
import { diffContext } from '../../plan/diff/context.ts';
import { guardrailsOfDisabledTypes } from '../../plan/diff/guardrails.ts';
import type { Difference } from '../../plan/difference.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import { type FindingSelector, planRepair, selects } from '../../plan/repair-plan.ts';
import { applyRepair, type RepairTools, withCreationUnderWay } from './apply-repair.ts';
import { auditOrganization, type OrganizationAudit } from './audit-organization.ts';
import { withoutMatch } from './named-findings.ts';
import { withGuardrailCare } from './repair-guardrails.ts';
import { withRootCredentials } from './repair-root-users.ts';
import { withTrailGround } from './repair-trail.ts';

export interface RepairRequest {
  /** The findings that are named; empty for all that need no name. */
  readonly only: readonly FindingSelector[];
  /** Findings that are left alone, unless they are named. */
  readonly ignores: readonly Ignore[];
  /** How this program is called in commands that are printed: `diverst --profile management`. */
  readonly program: string;
  /** Whether the plan is applied without a question. */
  readonly unattended: boolean;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedRepair {
  readonly audit: OrganizationAudit;
  readonly steps: readonly OrganizationStep[];
  readonly notices: readonly string[];
  /** As in the result. */
  readonly unseen: readonly string[];
}

export interface RepairResult {
  readonly organizationId: string;
  readonly changes: readonly (ChangeResult & { readonly fixes: readonly string[] })[];
  /** Ids of the findings that were to be gone and are. */
  readonly repaired: readonly string[];
  /** What an audit finds afterwards; null where there was none. */
  readonly left: readonly Finding[] | null;
  readonly notices: readonly string[];
  /** Names of what could not be audited, before or after: what is wrong there was not repaired, or may not be. */
  readonly unseen: readonly string[];
}

/**
 * Audits the organization and plans what can be repaired. Changes nothing.
 * @throws Failure where a name given with `--only` is that of no finding, or of one that nothing can be done about
 */
export async function prepareRepair(request: RepairRequest, tools: RepairTools): Promise<PreparedRepair> {
  const { structure } = tools;
  const audit = await lookAtOrganization('read the organization', request, tools);
  const { report, reading } = audit;
  // What the configuration says not to report is not repaired either, unless it is named.
  const named = report.ignored
    .map(({ finding }) => finding)
    .filter((finding) => request.only.some((selector) => selects(selector, finding)));
  const { snapshot } = reading;
  const findings = withGuardrailsByName([...report.findings, ...named], request, snapshot, tools);
  const done = withoutMatch(request.only, findings);
  const { steps, notices } = planRepair(findings, request.only, structure, snapshot);
  // What was asked for by name and was found needs no look at anything else.
  const unseen = request.only.length > 0 && done.length === 0 ? [] : unseenIn(report);
  const trail = await withTrailGround(steps, reading, tools);
  const root = await withRootCredentials(trail.steps, reading, request, tools);
  const guarded = await withGuardrailCare(root.steps, reading, request.unattended, tools);
  return {
    audit,
    steps: await withCreationUnderWay(guarded.steps, snapshot, tools),
    notices: [
      ...done,
      ...notices,
      ...trail.notices,
      ...root.notices,
      ...guarded.notices,
      ...unseen.map(notSeen),
    ],
    unseen: [...unseen, ...root.unseen],
  };
}

/** What is named of a policy type that is not enabled has no finding of its own, so that one cause is one finding. */
function withGuardrailsByName(
  findings: readonly Difference[],
  { only }: RepairRequest,
  snapshot: OrganizationSnapshot,
  { structure, wait }: RepairTools,
): readonly Difference[] {
  if (only.every(({ check }) => check !== 'guardrail-missing')) return findings;
  return [...findings, ...guardrailsOfDisabledTypes(diffContext(structure, snapshot, wait.clock.now()))];
}

/** Names of what an audit could not look at. */
function unseenIn(report: AuditReport): readonly string[] {
  return unreadFindings(report).map(({ subject }) => subject);
}

/** What could be looked at before and can't be any more. */
function lostIn(again: AuditReport, before: AuditReport): readonly string[] {
  const unseen = unseenIn(before);
  return unseenIn(again).filter((name) => !unseen.includes(name));
}

function notSeen(name: string): string {
  return `${name} could not be audited, so this plan does not include its faults`;
}

/** The plan as a result, before anything is done. */
export function plannedRepair({ audit, steps, notices, unseen }: PreparedRepair): RepairResult {
  return {
    organizationId: audit.report.organizationId,
    changes: steps.map(({ change, state, fixes }) => ({
      change,
      fixes,
      status: state === 'needed' ? 'planned' : 'not-applied',
    })),
    repaired: [],
    left: audit.report.findings,
    notices,
    unseen,
  };
}

/**
 * Applies the plan and audits again.
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeRepair(
  prepared: PreparedRepair,
  request: RepairRequest,
  tools: RepairTools,
): Promise<{ readonly result: RepairResult; readonly errors: readonly unknown[] }> {
  const { audit, notices } = prepared;
  const { organizationId } = audit.report;
  const steps = prepared.steps.filter(({ state }) => state === 'needed');
  if (steps.length === 0) {
    const { unseen } = prepared;
    const left = audit.report.findings;
    return { result: { organizationId, changes: [], repaired: [], left, notices, unseen }, errors: [] };
  }
  const applied = await applyRepair(steps, audit.reading, tools);
  const errors = [...applied.errors];
  const ids = toBeGone(prepared.steps);
  let again: AuditReport | null = null;
  try {
    again = await auditAgain(errors.length === 0 ? ids : [], audit.report, request, tools);
  } catch (error) {
    errors.push(error);
  }
  const present = again && idsIn(again);
  const remaining = ids.filter((id) => present?.has(id));
  if (errors.length === 0 && remaining.length > 0) {
    errors.push(
      gaveUp(
        tools.wait,
        `AWS to show these repairs: ${remaining.join(', ')}`,
        'Every change was made, but the audit still reports these findings.',
      ),
    );
  }
  const fixesOf = new Map(steps.map(({ change, fixes }) => [change, fixes]));
  const unfixed = new Set(
    applied.results
      .filter(({ status }) => status !== 'applied' && status !== 'unchanged')
      .flatMap(({ change }) => fixesOf.get(change) ?? []),
  );
  // Of what can't be looked at any more nothing is known to be gone.
  const lost = again === null ? [] : lostIn(again, audit.report);
  const result: RepairResult = {
    organizationId,
    changes: applied.results.map((one) => ({ ...one, fixes: fixesOf.get(one.change) ?? [] })),
    repaired:
      present === null || lost.length > 0 ? [] : ids.filter((id) => !present.has(id) && !unfixed.has(id)),
    left: again?.findings ?? null,
    notices,
    unseen: [...new Set([...prepared.unseen, ...lost])],
  };
  return { result, errors };
}

/**
 * CloudTrail keeps an error of delivery until the next one, minutes later.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_GetTrailStatus.html
 */
function isShownLater({ kind }: Change, id: string): boolean {
  return kind === 'put-bucket-policy' && id.startsWith('trail-silent:');
}

/** Findings of which every step is to be done, and whose end AWS shows at once. */
function toBeGone(steps: readonly OrganizationStep[]): readonly string[] {
  const all = new Set(steps.flatMap(({ fixes }) => fixes));
  for (const { change, state, fixes } of steps)
    for (const id of fixes) if (state !== 'needed' || isShownLater(change, id)) all.delete(id);
  return [...all];
}

/**
 * Audits until none of the findings is there: IAM and Organizations are eventually consistent. One that is not reported
 * because its account could not be read is not gone.
 */
async function auditAgain(
  ids: readonly string[],
  before: AuditReport,
  request: RepairRequest,
  tools: RepairTools,
): Promise<AuditReport | null> {
  const { wait } = tools;
  let last: AuditReport | null = null;
  await poll<true>(
    wait,
    { first: 2_000, longest: 10_000 },
    async () => {
      last = (await lookAtOrganization('audit the organization again', request, tools)).report;
      const present = idsIn(last);
      const lost = ids.length > 0 && lostIn(last, before).length > 0;
      return lost || ids.some((id) => present.has(id)) ? null : true;
    },
    wait.clock.now() + waits.readAgain,
  );
  return last;
}

/** What is found, reported or not: what was named may be ignored otherwise. */
function idsIn({ findings, ignored }: AuditReport): ReadonlySet<string> {
  return new Set([...findings, ...ignored.map(({ finding }) => finding)].map(({ id }) => id));
}

/** Audits with a line of progress. */
export function lookAtOrganization(
  title: string,
  { ignores, program }: RepairRequest,
  { aws, structure, wait, progress, readers, onProgress }: RepairTools,
): Promise<OrganizationAudit> {
  return during(progress, title, (task) =>
    auditOrganization(
      { only: null, ignores, since: null, program },
      {
        aws,
        structure,
        wait,
        concurrency: readers,
        ...(onProgress ? { progress: (state) => onProgress(task, state) } : {}),
      },
    ),
  );
}
