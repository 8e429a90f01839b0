import { applyOrganization, type OrganizationApplied } from '../apply/apply-organization.ts';
import type { ChangeResult } from '../apply/ledger.ts';
import { gaveUp, type Patience, poll } from '../apply/patience.ts';
import type { Progress } from '../apply/progress.ts';
import { Reach } from '../apply/reach.ts';
import type { Aws } from '../aws/api.ts';
import { Failure } from '../model/failure.ts';
import type { OrganizationSnapshot } from '../model/organization.ts';
import { managedPolicyArn, type Structure } from '../model/structure.ts';
import { type BaseFacts, planBase, unitId } from '../plan/base-plan.ts';
import type { Step } from '../plan/change.ts';
import { changeTitle } from '../plan/change-title.ts';
import { matchOps } from '../plan/match-ops.ts';
import { type OrganizationStep, orderChanges } from '../plan/order.ts';
import { structureUnits } from '../plan/unit-path.ts';
import { creationOf, lookForOps } from './init-guards.ts';
import {
  type BaseCaller,
  identifyFounder,
  readManagementGroups,
  readOpsGroups,
  readTree,
} from './read-base.ts';

export interface InitOrganizationRequest {
  /** Address for creating Ops, checked and lower-cased; null where none is known. */
  readonly opsEmail: string | null;
}

export interface InitOrganizationTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly patience: Patience;
  readonly progress: Progress;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedOrganization {
  readonly founder: BaseCaller;
  /** Accounts of the organization, the management account included. */
  readonly accountCount: number;
  readonly facts: BaseFacts;
  /** Every step, those that are so already included; what differs and is not missing is among the notices. */
  readonly steps: readonly Step[];
  readonly notices: readonly string[];
  readonly reach: Reach;
}

export interface InitOrganizationResult {
  /** Null before there is one. */
  readonly organizationId: string | null;
  readonly managementAccountId: string;
  readonly ops: { readonly id: string | null; readonly name: string; readonly email: string };
  readonly changes: readonly ChangeResult[];
  readonly notices: readonly string[];
}

/**
 * Reads what there is of the base structure and plans what is missing. Changes nothing.
 * @throws Failure for whatever stands in the way: found here, before the account that cannot be taken back
 */
export async function prepareOrganization(
  request: InitOrganizationRequest,
  { aws, structure, patience }: InitOrganizationTools,
): Promise<PreparedOrganization> {
  const founder = await identifyFounder(aws);
  const { caller, organization, sessionName } = founder;
  const { partition } = caller;
  const reach = new Reach(aws, { partition, accessRole: structure.accessRole, sessionName });
  const [tree, management] = await Promise.all([
    organization && readTree(aws, structure, partition, organization),
    readManagementGroups(aws, structure),
  ]);
  await refuseMissingAdminPolicies(aws, structure, partition);
  const accounts = tree?.snapshot.accounts ?? [];
  const account = matchOps(accounts, queryOf(request, structure, caller.accountId));
  if (account === null && request.opsEmail === null) throw noOpsEmail(structure);
  const underWay = account === null && tree ? creationOf(structure.opsAccount, tree.creations) : null;
  const facts: BaseFacts = {
    partition,
    organization: tree?.snapshot ?? null,
    management,
    ops: {
      account,
      iam: account && (await readOpsGroups(reach, patience, account, structure)),
      email: account?.email ?? request.opsEmail ?? '',
      underWay: underWay?.id ?? null,
    },
  };
  const planned = planBase(structure, facts);
  refuseClientAsOps(structure, facts, planned);
  return {
    founder,
    accountCount: Math.max(1, accounts.length),
    facts,
    steps: planned.filter(({ state }) => state !== 'needs-consent'),
    notices: noticesOf(planned, structure, facts),
    reach,
  };
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
  return result(prepared, structure, { results, opsAccountId, errors: [] }, organizationIdOf(prepared));
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
  const { aws, structure, patience, progress } = tools;
  const { accountId } = prepared.founder.caller;
  const ordered = ordinary(prepared.steps, structure);
  const applied = await applyOrganization(ordered, {
    aws,
    reach: prepared.reach,
    patience,
    progress,
    structure,
    managementAccountId: accountId,
    ops: prepared.facts.ops.account,
    accounts: prepared.facts.organization?.accounts ?? [],
    concurrency: 1,
    opsWords: {
      emailOption: '--ops-email',
      withEmail: (email) => `diverst org init --ops-email ${email}`,
      otherName: 'otherwise name your own account as organization.opsAccount in diverst.config.yaml',
    },
    lookAgain: () => lookForOps(queryOf(request, structure, accountId), tools, 'diverst org init --dry-run'),
    client: () => Promise.reject(new Error('the base structure has no clients')),
  });
  const errors = [...applied.errors];
  let organizationId = organizationIdOf(prepared);
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
  return { result: result(prepared, structure, { ...applied, results }, organizationId), errors };
}

/** The steps that are to be done, in parts. */
function ordinary(steps: readonly Step[], structure: Structure): readonly OrganizationStep[] {
  const wanted = steps
    .filter(({ state }) => state === 'needed')
    .map(({ change }) => ({ change, accountId: null, mends: '', needsConsent: false }));
  return orderChanges(wanted, structure, false);
}

/**
 * Reads everything again until nothing is missing: IAM and Organizations are eventually consistent.
 * @returns the id of the organization
 */
async function verify(
  request: InitOrganizationRequest,
  tools: InitOrganizationTools,
): Promise<string | null> {
  const { patience, progress } = tools;
  const task = progress.start('read everything again');
  let missing: readonly Step[] = [];
  try {
    const seen = await poll(
      patience,
      { first: 500, longest: 4_000, onlyReads: true },
      async () => {
        const again = await prepareOrganization(request, tools);
        missing = again.steps.filter(({ state }) => state === 'needed');
        return missing.length === 0 ? { id: organizationIdOf(again) } : null;
      },
      patience.clock.now() + verifyFor,
    );
    if (!seen) {
      throw gaveUp(
        patience,
        `AWS to show what was written: ${missing.map(({ change }) => changeTitle(change)).join('; ')}`,
        'It was written, but reading it again does not show it.',
      );
    }
    task.done('all as planned');
    return seen.id;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}

/** Milliseconds for which what was written may not show yet. */
const verifyFor = 60_000;

function queryOf({ opsEmail }: InitOrganizationRequest, structure: Structure, managementAccountId: string) {
  return { name: structure.opsAccount, email: opsEmail, managementAccountId };
}

function organizationIdOf({ facts }: PreparedOrganization): string | null {
  return facts.organization?.id ?? null;
}

/** An account among the clients that nothing of Ops was made in yet is a client: people's users do not belong in it. */
function refuseClientAsOps(
  structure: Structure,
  { organization, ops: { account } }: BaseFacts,
  steps: readonly Step[],
): void {
  const path = structureUnits(structure).production;
  if (!account || !organization || account.parentId !== unitId(organization, path)) return;
  if (!steps.some(({ change, state }) => state === 'needed' && 'home' in change && change.home === 'ops'))
    return;
  throw new Failure('failed', {
    what: `the account ${account.name} (${account.id}) is in ${path.join('/')}, where clients are, and is to be Ops`,
    why: 'It has not what Ops has. Nothing was changed.',
    fix: [
      'correct organization.opsAccount in diverst.config.yaml',
      `or, if it is to be Ops, move it to ${structure.units.users} first`,
    ],
  });
}

/** AWS managed policies are the same in every account: a name that is wrong is told before an account is made. */
async function refuseMissingAdminPolicies(aws: Aws, structure: Structure, partition: string): Promise<void> {
  const iam = aws.iam();
  const arns = structure.adminPolicies.map((policy) => managedPolicyArn(partition, policy));
  const found = await Promise.all(arns.map((arn) => iam.policyExists(arn)));
  const missing = arns.filter((_arn, index) => !found[index]);
  if (missing.length === 0) return;
  throw new Failure('failed', {
    what: `AWS has no managed policy ${missing.join(', ')}`,
    why: `The group ${structure.groups.admin} could not be given it.`,
    fix: ['correct organization.adminPolicies in diverst.config.yaml'],
  });
}

function noOpsEmail({ opsAccount }: Structure): Failure {
  return new Failure('usage', {
    what: `no e-mail address for the account ${opsAccount}`,
    why: 'It is to be created, and every AWS account needs an address of its own. Nothing was changed.',
    fix: [
      'give one: --ops-email aws+ops@your-domain',
      'or set organization.opsEmail, or client.email as a template, in diverst.config.yaml',
    ],
  });
}

/** What differs and is not missing: told, and left to repair. */
function noticesOf(
  steps: readonly Step[],
  structure: Structure,
  { organization, ops }: BaseFacts,
): readonly string[] {
  const differing = steps
    .filter(({ state }) => state === 'needs-consent')
    .map(({ change }) => `left as it is, for diverst org repair: ${changeTitle(change)}`);
  const features =
    organization !== null && organization.featureSet !== 'ALL'
      ? [`the organization lacks features (${organization.featureSet}); they are enabled in the AWS console`]
      : [];
  const renamed = ops.account === null && organization !== null ? renamedOps(structure, organization) : [];
  return [...features, ...renamed, ...differing];
}

/** An account cannot be taken back: where people or clients have theirs already, Ops may only have another name. */
function renamedOps(structure: Structure, organization: OrganizationSnapshot): readonly string[] {
  const { users, production } = structureUnits(structure);
  return [users, production].flatMap((path) => {
    const id = unitId(organization, path);
    const names = organization.accounts.filter(({ parentId }) => parentId === id).map(({ name }) => name);
    if (id === null || names.length === 0) return [];
    const some = names.length > 3 ? `${names.slice(0, 3).join(', ')}, …` : names.join(', ');
    return [
      `${path.join('/')} holds accounts already (${some}) and none is ${structure.opsAccount}: if it has another name, say so as organization.opsAccount; a new account cannot be taken back`,
    ];
  });
}

function result(
  prepared: PreparedOrganization,
  structure: Structure,
  applied: OrganizationApplied,
  organizationId: string | null,
): InitOrganizationResult {
  return {
    organizationId,
    managementAccountId: prepared.founder.caller.accountId,
    ops: { id: applied.opsAccountId, name: structure.opsAccount, email: prepared.facts.ops.email },
    changes: applied.results,
    notices: prepared.notices,
  };
}
