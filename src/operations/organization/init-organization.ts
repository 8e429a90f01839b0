import { applyOrganization, type OrganizationApplied } from '../../apply/apply-organization.ts';
import type { ChangeResult } from '../../apply/ledger.ts';
import { shellWord } from '../../model/shell-word.ts';
import type { Structure } from '../../model/structure.ts';
import { bucketName } from '../../model/trail.ts';
import type { Change, Step } from '../../plan/change.ts';
import { type OrganizationStep, orderChanges } from '../../plan/order.ts';
import { lookForOps } from '../creation-checks.ts';
import { readAgain } from '../read-again.ts';
import {
  type InitOrganizationRequest,
  type InitOrganizationTools,
  type PreparedOrganization,
  prepareOrganization,
  queryOf,
} from './prepare-organization.ts';

export interface InitOrganizationResult {
  /** Null before there is one. */
  readonly organizationId: string | null;
  readonly managementAccountId: string;
  readonly ops: { readonly id: string | null; readonly name: string; readonly email: string };
  readonly changes: readonly ChangeResult[];
  readonly notices: readonly string[];
}

/** The plan as a result, before anything is done. */
export function plannedOrganization(
  prepared: PreparedOrganization,
  structure: Structure,
): InitOrganizationResult {
  const results = prepared.steps.map(
    ({ change, state }): ChangeResult => ({ change, status: state === 'needed' ? 'planned' : 'unchanged' }),
  );
  const opsAccountId = prepared.facts.ops.account?.id ?? null;
  return result(prepared, structure, { results, opsAccountId }, organizationIdOf(prepared));
}

/**
 * Applies the plan, and reads everything again when it changed something.
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeOrganization(
  prepared: PreparedOrganization,
  request: InitOrganizationRequest,
  tools: InitOrganizationTools,
): Promise<{ readonly result: InitOrganizationResult; readonly errors: unknown[] }> {
  const { aws, structure, wait, progress } = tools;
  const { accountId } = prepared.manager.caller;
  const ordered = ordinary(prepared.steps);
  const applied = await applyOrganization(ordered, {
    aws,
    members: prepared.members,
    wait,
    progress,
    structure,
    managementAccountId: accountId,
    partition: prepared.manager.caller.partition,
    organizationId: organizationIdOf(prepared),
    ops: prepared.facts.ops.account,
    accounts: prepared.facts.organization?.accounts ?? [],
    concurrency: 1,
    opsWords: {
      emailOption: '--ops-email',
      withEmail: (email) => `diverst org init --ops-email ${shellWord(email)}`,
      otherName: 'or name your own account as organization.opsAccount in diverst.config.yaml',
    },
    lookAgain: () => lookForOps(queryOf(request, structure, accountId), tools, 'diverst org init --dry-run'),
    namedAccount: () => Promise.reject(new Error('the base structure has neither clients nor environments')),
  });
  const errors = [...applied.errors];
  let { organizationId } = applied;
  if (errors.length === 0 && applied.results.some(({ status }) => status === 'applied')) {
    try {
      organizationId = await verify(request, tools);
    } catch (error) {
      errors.push(error);
    }
  }
  const statusOf = new Map(applied.results.map(({ change, status }) => [change, status]));
  const results = prepared.steps.map(
    ({ change }): ChangeResult => ({ change, status: statusOf.get(change) ?? 'unchanged' }),
  );
  const ids = { organizationId, accountId: applied.opsAccountId };
  const named = results.map(({ change, status }) => ({ change: withIds(change, ids), status }));
  return { result: result(prepared, structure, { ...applied, results: named }, organizationId), errors };
}

/** A name that was planned before there was an organization, or Ops, which alone can be a keeper to come. */
function withIds(change: Change, ids: Parameters<typeof bucketName>[1]): Change {
  return 'bucket' in change ? { ...change, bucket: bucketName(change.bucket, ids) } : change;
}

/** The steps that are to be done, in parts. */
function ordinary(steps: readonly Step[]): readonly OrganizationStep[] {
  const wanted = steps
    .filter(({ state }) => state === 'needed')
    .map(({ change }) => ({ change, accountId: null, fixes: '', needsConsent: false }));
  return orderChanges(wanted, []);
}

/** @returns the id of the organization */
function verify(request: InitOrganizationRequest, tools: InitOrganizationTools): Promise<string | null> {
  return readAgain(tools, async () => {
    const again = await prepareOrganization(request, tools);
    return {
      found: organizationIdOf(again),
      missing: again.steps.filter(({ state }) => state === 'needed'),
    };
  });
}

function organizationIdOf({ facts }: PreparedOrganization): string | null {
  return facts.organization?.id ?? null;
}

function result(
  prepared: PreparedOrganization,
  structure: Structure,
  applied: Pick<OrganizationApplied, 'results' | 'opsAccountId'>,
  organizationId: string | null,
): InitOrganizationResult {
  return {
    organizationId,
    managementAccountId: prepared.manager.caller.accountId,
    ops: { id: applied.opsAccountId, name: structure.opsAccount, email: prepared.facts.ops.email },
    changes: applied.results,
    notices: prepared.notices,
  };
}
