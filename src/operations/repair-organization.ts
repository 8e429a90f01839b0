import { applyClient, type ClientApplied } from '../apply/apply-client.ts';
import { applyOrganization } from '../apply/apply-organization.ts';
import type { AccountWords } from '../apply/create-account.ts';
import type { ChangeResult } from '../apply/ledger.ts';
import { gaveUp, type Patience, poll } from '../apply/patience.ts';
import type { Progress, Task } from '../apply/progress.ts';
import { Reach, type ReachableAccount } from '../apply/reach.ts';
import type { AuditReport, Finding } from '../audit/finding.ts';
import { isUnread } from '../audit/outcome.ts';
import type { Aws } from '../aws/api.ts';
import type { Ignore } from '../model/checks.ts';
import { Failure } from '../model/failure.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import { roleName, type Structure } from '../model/structure.ts';
import { unitId } from '../plan/base-plan.ts';
import { expectedRoleArn } from '../plan/client-plan.ts';
import { clientTarget } from '../plan/client-target.ts';
import { diffContext } from '../plan/diff/context.ts';
import { matchOps } from '../plan/match-ops.ts';
import type { OrganizationStep } from '../plan/order.ts';
import { planRepair, type Selector, selects } from '../plan/repair-plan.ts';
import { structureUnits } from '../plan/unit-path.ts';
import { auditOrganization, type OrganizationAudit } from './audit-organization.ts';
import { creationOf, isUnderWay, unlistedCreation } from './init-guards.ts';
import { withoutMatch } from './named-findings.ts';
import type { ReadProgress } from './read-organization.ts';

export interface RepairRequest {
  /** What is asked for by name; empty for all that needs no name. */
  readonly only: readonly Selector[];
  /** Findings that are left alone, unless they are named. */
  readonly ignores: readonly Ignore[];
  /** How this program is called in commands that are told: `diverst --profile root`. */
  readonly program: string;
}

export interface RepairTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly patience: Patience;
  readonly progress: Progress;
  /** Accounts that are read, and clients that are worked on, at a time. */
  readonly readers: number;
  readonly writers: number;
  /** Says how far a reading is. */
  told?(task: Task, state: ReadProgress): void;
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
  readonly changes: readonly (ChangeResult & { readonly mends: readonly string[] })[];
  /** Ids of the findings that were to be gone and are. */
  readonly repaired: readonly string[];
  /** What an audit finds afterwards; null where there was none. */
  readonly left: readonly Finding[] | null;
  readonly notices: readonly string[];
  /** Names of what could not be audited, before or after: what is wrong there was not repaired, or may not be. */
  readonly unseen: readonly string[];
}

/** Clients' accounts, or readers, that a run works on side by side. */
export const defaultWriters = 8;

/**
 * Audits the organization and plans what can be repaired. Changes nothing.
 * @throws Failure where a name given with `--only` is that of no finding, or of one that nothing can be done about
 */
export async function prepareRepair(request: RepairRequest, tools: RepairTools): Promise<PreparedRepair> {
  const { structure } = tools;
  const audit = await look('read the organization', request, tools);
  const { report, reading } = audit;
  // What the configuration says not to tell is not repaired either, unless it is named.
  const named = report.ignored
    .map(({ finding }) => finding)
    .filter((finding) => request.only.some((selector) => selects(selector, finding)));
  const findings = [...report.findings, ...named];
  const { snapshot } = reading;
  const done = withoutMatch(request.only, findings);
  const { steps, notices } = planRepair(findings, request.only, structure, snapshot);
  const underWay = await creationUnderWay(steps, snapshot, tools);
  // What was asked for by name and was found needs no look at anything else.
  const unseen = request.only.length > 0 && done.length === 0 ? [] : unseenIn(report);
  return {
    audit,
    steps: steps.map((step) => withCreation(step, underWay)),
    notices: [...done, ...notices, ...unseen.map(notSeen)],
    unseen,
  };
}

/** Names of what an audit could not look at. */
function unseenIn({ findings, ignored }: AuditReport): readonly string[] {
  const all = [...findings, ...ignored.map(({ finding }) => finding)];
  return all.filter(isUnread).map(({ subject }) => subject);
}

function notSeen(name: string): string {
  return `${name} could not be audited: what is wrong there is not in this plan`;
}

/** The plan as a result, before anything is done. */
export function plannedRepair({ audit, steps, notices, unseen }: PreparedRepair): RepairResult {
  return {
    organizationId: audit.report.organizationId,
    changes: steps.map(({ change, state, mends }) => ({
      change,
      mends,
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
    const result = {
      organizationId,
      changes: [],
      repaired: [],
      left: audit.report.findings,
      notices,
      unseen,
    };
    return { result, errors: [] };
  }
  const applied = await apply(steps, prepared, tools);
  const errors = [...applied.errors];
  const ids = toBeGone(prepared.steps);
  let again: AuditReport | null = null;
  try {
    again = await auditAgain(errors.length === 0 ? ids : [], unseenIn(audit.report), request, tools);
  } catch (error) {
    errors.push(error);
  }
  const present = again && idsIn(again);
  const remaining = ids.filter((id) => present?.has(id));
  if (errors.length === 0 && remaining.length > 0) {
    errors.push(
      gaveUp(
        tools.patience,
        `AWS to show what was repaired: ${remaining.join(', ')}`,
        'Every change was made, but the audit still finds it.',
      ),
    );
  }
  const mendsOf = new Map(steps.map(({ change, mends }) => [change, mends]));
  const unmended = new Set(
    applied.results
      .filter(({ status }) => status !== 'applied' && status !== 'unchanged')
      .flatMap(({ change }) => mendsOf.get(change) ?? []),
  );
  // What could be looked at before and could not afterwards: nothing is known to be gone.
  const lost = again === null ? [] : unseenIn(again).filter((name) => !unseenIn(audit.report).includes(name));
  const result: RepairResult = {
    organizationId,
    changes: applied.results.map((one) => ({ ...one, mends: mendsOf.get(one.change) ?? [] })),
    repaired:
      present === null || lost.length > 0 ? [] : ids.filter((id) => !present.has(id) && !unmended.has(id)),
    left: again?.findings ?? null,
    notices,
    unseen: [...new Set([...prepared.unseen, ...lost])],
  };
  return { result, errors };
}

/** Findings of which every step is to be done. */
function toBeGone(steps: readonly OrganizationStep[]): readonly string[] {
  const all = new Set(steps.flatMap(({ mends }) => mends));
  for (const { state, mends } of steps) if (state !== 'needed') for (const id of mends) all.delete(id);
  return [...all];
}

function apply(steps: readonly OrganizationStep[], { audit }: PreparedRepair, tools: RepairTools) {
  const { aws, structure, patience, progress, writers } = tools;
  const { snapshot, management } = audit.reading;
  const { partition } = snapshot;
  const { accessRole } = structure;
  const reach = new Reach(aws, { partition, accessRole, sessionName: management.sessionName });
  return applyOrganization(steps, {
    aws,
    reach,
    patience,
    progress,
    structure,
    managementAccountId: snapshot.managementAccountId,
    ops: diffContext(structure, snapshot).ops,
    accounts: snapshot.accounts,
    concurrency: writers,
    opsWords,
    lookAgain: async () => {
      const name = structure.opsAccount;
      const creations = await aws.organizations.listCreations(['IN_PROGRESS', 'SUCCEEDED']);
      const creation = creationOf(name, creations.filter(isUnderWay));
      if (creation) return { creation };
      const email = emailOf(steps);
      const accounts = await aws.organizations.listAccounts();
      const account = matchOps(accounts, queryOf(structure, snapshot, email));
      const unlisted = account ? null : unlistedCreation(name, creations, accounts, patience.clock.now());
      if (unlisted) return { creation: unlisted };
      return account?.email.toLowerCase() === email ? { account } : refuseOther(account);
    },
    client: (name, ofClient, inOps) => repairClient(name, ofClient, inOps, reach, snapshot, tools),
  });
}

/** The steps of one client, by the same way as `client init` goes. */
async function repairClient(
  client: string,
  steps: readonly OrganizationStep[],
  ops: ReachableAccount,
  reach: Reach,
  snapshot: OrganizationSnapshot,
  { aws, structure, patience, progress }: RepairTools,
): Promise<ClientApplied> {
  const id = steps[0]?.accountId;
  const account = snapshot.accounts.find((one) => one.id === id);
  if (account?.reading.kind !== 'read') throw new Error(`the account of ${client} is not known`);
  const wanted = roleName(structure, client);
  const role = account.reading.iam.roles.find(({ name }) => name === wanted) ?? null;
  const { partition, rootId } = snapshot;
  // Where it belongs is no matter of these steps: accounts are moved by themselves.
  const productionId = unitId(snapshot, structureUnits(structure).production) ?? '';
  const target = clientTarget(client, account.email, structure, partition, ops.id, productionId);
  return applyClient({ steps, notices: [], full: false }, target, account, {
    aws,
    reach,
    patience,
    progress,
    rootId,
    ops,
    group: structure.groups.production,
    accessRole: structure.accessRole,
    accountTags: {},
    // The account is there.
    lookAgain: () => Promise.resolve(null),
    roleArn: () => expectedRoleArn(target, { account, role }),
  });
}

const opsWords: AccountWords = {
  emailOption: 'organization.opsEmail in diverst.config.yaml',
  withEmail: (email) => `diverst org init --ops-email ${email}`,
  otherName: 'otherwise name your own account as organization.opsAccount in diverst.config.yaml',
};

/** A creation of Ops that is under way, where Ops is to be created; its name and address are free. */
async function creationUnderWay(
  steps: readonly OrganizationStep[],
  snapshot: OrganizationSnapshot,
  { aws, structure }: RepairTools,
): Promise<string | null> {
  const email = emailOf(steps);
  if (email === null) return null;
  matchOps(snapshot.accounts, queryOf(structure, snapshot, email));
  const creations = await aws.organizations.listCreations(['IN_PROGRESS']);
  return creationOf(structure.opsAccount, creations)?.id ?? null;
}

/** The address that Ops is to be created with; null where it is not. */
function emailOf(steps: readonly OrganizationStep[]): string | null {
  for (const { change } of steps) if (change.kind === 'create-account') return change.email;
  return null;
}

function queryOf(structure: Structure, snapshot: OrganizationSnapshot, email: string | null) {
  const { managementAccountId } = snapshot;
  return { name: structure.opsAccount, email, managementAccountId };
}

function withCreation(step: OrganizationStep, underWay: string | null): OrganizationStep {
  if (step.change.kind !== 'create-account' || underWay === null) return step;
  return { ...step, change: { ...step.change, underWay } };
}

function refuseOther(account: { readonly id: string; readonly name: string } | null): null {
  if (account === null) return null;
  throw new Failure('failed', {
    what: `an account ${account.name} (${account.id}) was created by somebody else meanwhile`,
    why: 'The plan that was shown is out of date. No account was requested.',
    fix: ['make a new plan: diverst org repair --dry-run'],
  });
}

/** Milliseconds for which what was written may not show yet. */
const verifyFor = 60_000;

/**
 * Audits until none of the findings is there: IAM and Organizations are eventually consistent. One that is not told
 * because its account could not be read is not gone.
 * @param unseen what could not be read before, either
 */
async function auditAgain(
  ids: readonly string[],
  unseen: readonly string[],
  request: RepairRequest,
  tools: RepairTools,
): Promise<AuditReport | null> {
  const { patience } = tools;
  let last: AuditReport | null = null;
  await poll<true>(
    patience,
    { first: 2_000, longest: 10_000 },
    async () => {
      last = (await look('audit again', request, tools)).report;
      const present = idsIn(last);
      const lost = ids.length > 0 && unseenIn(last).some((name) => !unseen.includes(name));
      return lost || ids.some((id) => present.has(id)) ? null : true;
    },
    patience.clock.now() + verifyFor,
  );
  return last;
}

/** What is found, told or not: what was named may be ignored otherwise. */
function idsIn({ findings, ignored }: AuditReport): ReadonlySet<string> {
  return new Set([...findings, ...ignored.map(({ finding }) => finding)].map(({ id }) => id));
}

/** Audits with a line of progress. */
async function look(
  title: string,
  { ignores, program }: RepairRequest,
  { aws, structure, patience, progress, readers, told }: RepairTools,
): Promise<OrganizationAudit> {
  const task = progress.start(title);
  try {
    const audit = await auditOrganization(
      { only: null, ignores, since: null, program },
      {
        aws,
        structure,
        patience,
        concurrency: readers,
        ...(told ? { progress: (state) => told(task, state) } : {}),
      },
    );
    task.done();
    return audit;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}
