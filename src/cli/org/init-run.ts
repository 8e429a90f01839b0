import { during } from '../../access/progress.ts';
import type { AuditReport } from '../../audit/finding.ts';
import { opsEmail } from '../../model/ops-email.ts';
import { auditOrganization } from '../../operations/organization/audit-organization.ts';
import {
  executeOrganization,
  type InitOrganizationResult,
  plannedOrganization,
} from '../../operations/organization/init-organization.ts';
import {
  type InitOrganizationRequest,
  type PreparedOrganization,
  prepareOrganization,
} from '../../operations/organization/prepare-organization.ts';
import { initOrganizationJson, initOrganizationView } from '../../views/init-organization.ts';
import { stepsView } from '../../views/steps.ts';
import type { CommandContext } from '../context.ts';
import { defaultTimeouts, optionWords } from '../options.ts';
import {
  type Applied,
  type ChangeOptions,
  type ChangeRun,
  type CommandPlan,
  planAndApply,
  toContinue,
} from '../plan-and-apply.ts';
import { validEmail } from '../valid-email.ts';
import { firstPerson } from './first-person.ts';

/** The options of `org init` as commander gives them. */
export interface OrgInitOptions extends ChangeOptions {
  readonly opsEmail?: string;
}

export async function runOrgInit(options: OrgInitOptions, context: CommandContext): Promise<void> {
  const email = options.opsEmail === undefined ? null : validEmail('--ops-email', options.opsEmail);
  const words = optionWords([
    ['--ops-email', options.opsEmail],
    ['--timeout', options.timeout, defaultTimeouts.orgInit],
  ]);
  const plan = (run: ChangeRun) => planOrgInit({ opsEmail: email ?? opsEmail(run.structure) }, run);
  await planAndApply({ line: `org init${words}`, plan }, options, context);
}

async function planOrgInit(request: InitOrganizationRequest, run: ChangeRun): Promise<CommandPlan> {
  const prepared = await during(run.progress, 'read the organization', () =>
    prepareOrganization(request, run),
  );
  const {
    manager: { caller, organization },
    accountCount,
    steps,
    notices,
  } = prepared;
  return {
    caller,
    organizationId: organization?.id ?? null,
    accounts: accountCount,
    steps,
    question: { text: `Set up the organization of account ${caller.accountId}?`, typed: null },
    json: (origin) => initOrganizationJson(plannedOrganization(prepared, run.structure), null, origin),
    text: (paint, width) =>
      stepsView({ title: 'plan for the organization', steps, notices, paint, width, isWhole: run.isWhole }),
    apply: () => applyOrgInit(prepared, request, run),
  };
}

async function applyOrgInit(
  prepared: PreparedOrganization,
  request: InitOrganizationRequest,
  run: ChangeRun,
): Promise<Applied> {
  const { program, session } = run;
  const { result, errors } = await executeOrganization(prepared, request, run);
  const audit = errors.length === 0 ? await auditBase(run).catch(addTo(errors)) : null;
  const complete = errors.length === 0;
  const people = complete && madeOps(result) ? firstPerson({ session, result, program }) : [];
  const next = complete
    ? [{ say: 'to create a client', run: `${program} client init NAME` }, ...people]
    : toContinue(errors, run);
  const again = `${program} org audit`;
  return {
    changes: result.changes,
    errors,
    json: (origin) => initOrganizationJson(result, audit, origin),
    text: (paint, width) => initOrganizationView({ result, audit, next, again, paint, width }),
  };
}

async function auditBase({
  aws,
  structure,
  wait,
  progress,
  session,
  program,
}: ChangeRun): Promise<AuditReport> {
  const request = { only: 'base' as const, ignores: session.ignores, since: null, program };
  const { report } = await during(progress, 'audit the base', () =>
    auditOrganization(request, { aws, structure, wait, concurrency: 2 }),
  );
  return report;
}

/** Whether this run created Ops or its group: then the group has no member yet. */
function madeOps({ changes }: InitOrganizationResult): boolean {
  return changes.some(
    ({ change, status }) =>
      status === 'applied' &&
      (change.kind === 'create-account' || (change.kind === 'create-group' && change.home === 'ops')),
  );
}

/** Keeps an error with the others: what was done is reported first. */
function addTo(errors: unknown[]): (error: unknown) => null {
  return (error) => {
    errors.push(error);
    return null;
  };
}
