import { applyClient, type ClientApplied } from '../apply/apply-client.ts';
import { groupFull } from '../apply/grant-access.ts';
import type { ChangeResult } from '../apply/ledger.ts';
import { gaveUp, type Patience, poll, unlessUnseen } from '../apply/patience.ts';
import { parentOf } from '../apply/place-account.ts';
import type { Progress } from '../apply/progress.ts';
import { Reach, type ReachableAccount } from '../apply/reach.ts';
import { reachableOf } from '../apply/reachable-of.ts';
import type { Aws } from '../aws/api.ts';
import { Failure } from '../model/failure.ts';
import { readGrant } from '../model/policy/grant.ts';
import type { Account } from '../model/snapshot.ts';
import type { Structure } from '../model/structure.ts';
import type { Change, GrantSlot, Step } from '../plan/change.ts';
import { changeTitle } from '../plan/change-title.ts';
import {
  type ClientPlan,
  type ClientSnapshot,
  type ClientTarget,
  expectedRoleArn,
  planClient,
} from '../plan/client-plan.ts';
import { clientTarget } from '../plan/client-target.ts';
import { findGrant } from '../plan/grant-slot.ts';
import { type AccountQuery, matchAccount } from '../plan/match-account.ts';
import { findOps, readUnits, type Units } from './frame.ts';
import { creationOf, lookAgain, refuseFrameAccounts, refuseMissingPolicies } from './init-guards.ts';
import { identifyManagement, type ManagementCaller } from './management.ts';
import { readClient, withParents } from './read-client.ts';

export interface InitClientRequest {
  readonly client: string;
  /** Checked and lower-cased; null to use the template's. */
  readonly explicitEmail: string | null;
  readonly templateEmail: string | null;
  /** Whether a trust policy that differs may be overwritten. */
  readonly replaceTrust: boolean;
  /** Whether a group policy of the grant's name with other content may be overwritten. */
  readonly replaceGrant: boolean;
}

export interface InitClientTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly patience: Patience;
  readonly progress: Progress;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedClient {
  readonly management: ManagementCaller;
  readonly accountCount: number;
  readonly units: Units;
  readonly query: AccountQuery;
  /** Epoch milliseconds at which the accounts were listed. */
  readonly readAt: number;
  readonly target: ClientTarget;
  readonly actual: ClientSnapshot;
  readonly plan: ClientPlan;
  readonly reach: Reach;
  readonly ops: ReachableAccount;
}

export interface InitClientResult {
  readonly client: string;
  readonly created: boolean;
  readonly account: {
    readonly id: string | null;
    readonly name: string;
    readonly email: string;
    /** Names of the OUs above the account, from the root down. */
    readonly path: string;
  };
  readonly role: { readonly name: string; readonly arn: string | null };
  readonly grant: { readonly group: string; readonly policy: string; readonly kind: GrantSlot['kind'] };
  readonly changes: readonly ChangeResult[];
}

/**
 * Reads what concerns the client and plans what is missing. Changes nothing.
 * @throws Failure for whatever stands in the way: found here, before the account that cannot be taken back
 */
export async function prepareClient(
  request: InitClientRequest,
  tools: InitClientTools,
): Promise<PreparedClient> {
  const first = await readAndPlan(request, tools);
  return isTorn(first) ? readAndPlan(request, tools) : first;
}

/**
 * A grant for the client's role in an account that was not there: another run finished while this one read, the
 * accounts before it and the group after it. Read again, they agree.
 */
function isTorn({ actual, plan, target }: PreparedClient): boolean {
  if (actual.account !== null) return false;
  return plan.steps.some(({ change }) => {
    if (change.kind !== 'grant-access' || change.replaces === null) return false;
    return readGrant(change.replaces)?.every((arn) => arn.endsWith(`/${target.role.name}`)) ?? false;
  });
}

async function readAndPlan(request: InitClientRequest, tools: InitClientTools): Promise<PreparedClient> {
  const { aws, structure, patience } = tools;
  // All at once; who calls is judged first, because it explains why the rest was refused.
  const readAt = patience.clock.now();
  const reading = Promise.all([
    readUnits(aws.organizations, structure),
    aws.organizations.listAccounts(),
    aws.organizations.listCreations(['IN_PROGRESS']),
  ]);
  reading.catch(() => {});
  const management = await identifyManagement(aws);
  const { partition } = management.caller;
  const [units, accounts, creations] = await reading;
  const opsAccount = await findOps(aws.organizations, structure, accounts, management, units);
  const query = { ...request, productionId: units.productionId };
  const match = matchAccount(await withParents(aws, accounts, request.client), query);
  refuseFrameAccounts(match.account, management.organization.managementAccountId, opsAccount.id);
  const target = clientTarget(
    request.client,
    match.email,
    structure,
    partition,
    opsAccount.id,
    units.productionId,
  );
  const options = { partition, accessRole: structure.accessRole, sessionName: management.sessionName };
  const reach = new Reach(aws, options);
  const ops = reachableOf(opsAccount, patience);
  const source = { reach, patience, ops, group: structure.groups.production, target, units };
  const [actual] = await Promise.all([readClient(source, match.account), refuseMissingPolicies(source)]);
  const creation = match.account ? null : creationOf(request.client, creations);
  const snapshot = { ...actual, creation };
  const plan = planClient(target, snapshot);
  if (plan.full) throw groupFull(request.client, snapshot.group, snapshot.policies);
  return {
    management,
    accountCount: accounts.length,
    units,
    query,
    readAt,
    target,
    actual: snapshot,
    plan: { ...plan, steps: plan.steps.map((step) => consented(step, request)) },
    reach,
    ops,
  };
}

/** The plan as a result, before anything is done. */
export function plannedResult(prepared: PreparedClient): InitClientResult {
  const changes = prepared.plan.steps.map(({ change, state }): ChangeResult => {
    if (state === 'needed') return { change, status: 'planned' };
    return { change, status: state === 'satisfied' ? 'unchanged' : 'not-applied' };
  });
  return result(prepared, { results: changes, accountId: null, created: false, slot: null, errors: [] });
}

/**
 * Applies the plan, and reads everything again when it changed something.
 * @returns what was done, with the errors that kept the rest from being done: the caller shows both
 */
export async function executeClient(
  prepared: PreparedClient,
  tools: InitClientTools,
): Promise<{ readonly result: InitClientResult; readonly errors: readonly unknown[] }> {
  const { aws, structure, patience, progress } = tools;
  const { plan, target, actual, reach, ops, units } = prepared;
  refuseWithoutConsent(prepared);
  const applied = await applyClient(plan, target, actual.account, {
    aws,
    reach,
    patience,
    progress,
    rootId: units.rootId,
    lookAgain: () => lookAgain(prepared, tools),
    ops,
    group: actual.group.name,
    accessRole: structure.accessRole,
    accountTags: { 'diverst:client': target.client, 'diverst:managed-by': 'diverst' },
    roleArn: (id) =>
      expectedRoleArn(target, { ...actual, account: accountWithId(actual.account, id, target) }),
  });
  const errors = [...applied.errors];
  let slot = applied.slot;
  const changed = applied.results.some(({ status }) => status === 'applied');
  if (errors.length === 0 && changed && applied.accountId !== null) {
    try {
      slot = await verify(prepared, applied.accountId, tools);
    } catch (error) {
      errors.push(error);
    }
  }
  return { result: result(prepared, { ...applied, slot: slot ?? applied.slot }), errors };
}

/** What differs and was written by somebody on purpose is shown, and nothing is begun. */
function refuseWithoutConsent({ plan, target }: PreparedClient): void {
  for (const { change, state } of plan.steps) {
    if (state !== 'needs-consent') continue;
    if (change.kind === 'replace-trust') {
      throw new Failure('failed', {
        what: `the role ${change.role} exists with another trust policy (compared with the intended one: ${change.verdict})`,
        why: `Nothing was changed. It is:\n${change.actual}\nand should be:\n${change.intended}`,
        fix: [`to overwrite it: diverst client init ${target.client} --replace-trust`],
      });
    }
    if (change.kind === 'grant-access') {
      throw new Failure('failed', {
        what: `the group ${change.group} has a policy ${change.slot.policy} that holds something other than this grant`,
        why: `Nothing was changed. It is:\n${change.replaces}`,
        fix: [`to overwrite it: diverst client init ${target.client} --replace-grant`],
      });
    }
  }
}

/**
 * Reads everything again until it is as planned: IAM and Organizations are eventually consistent.
 * @returns where the grant is
 */
async function verify(
  prepared: PreparedClient,
  accountId: string,
  tools: InitClientTools,
): Promise<GrantSlot | null> {
  const { aws, patience, progress } = tools;
  const { target, reach, ops } = prepared;
  const task = progress.start('read everything again');
  let missing: readonly Step[] = [];
  try {
    const slot = await poll(
      patience,
      { first: 500, longest: 4_000 },
      async () => {
        const account = await aws.organizations.describeAccount(accountId);
        const parentId = account.parentId ?? (await parentOf(aws.organizations, accountId));
        const source = {
          reach,
          patience,
          ops,
          group: prepared.actual.group.name,
          target,
          units: prepared.units,
        };
        const actual = await readClient(source, { ...account, parentId }).catch(unlessUnseen);
        if (actual === null) return null;
        missing = planClient(target, { ...actual, creation: null }).steps.filter(
          ({ state }) => state !== 'satisfied',
        );
        return missing.length === 0
          ? { found: findGrant(actual.group, actual.policies, expectedRoleArn(target, actual)) }
          : null;
      },
      patience.clock.now() + verifyFor,
    );
    if (!slot) {
      const what = missing.map(({ change }) => changeTitle(change)).join('; ');
      throw gaveUp(
        patience,
        `AWS to show what was written: ${what}`,
        'It was written, but reading it again does not show it.',
      );
    }
    task.done('all as planned');
    return slot.found;
  } catch (error) {
    task.fail(error);
    throw error;
  }
}

/** Milliseconds for which what was written may not show yet. */
const verifyFor = 60_000;

function consented(step: Step, { replaceTrust, replaceGrant }: InitClientRequest): Step {
  if (step.state !== 'needs-consent') return step;
  const given = step.change.kind === 'replace-trust' ? replaceTrust : replaceGrant;
  return given ? { ...step, state: 'needed' } : step;
}

function accountWithId(account: Account | null, id: string, target: ClientTarget): Account {
  if (account) return account;
  const { client: name, email, productionId: parentId } = target;
  return { id, name, email, state: 'ACTIVE', parentId, joinedAt: null, joinedMethod: 'CREATED' };
}

function result(prepared: PreparedClient, applied: ClientApplied): InitClientResult {
  const { target, actual } = prepared;
  const id = applied.accountId ?? actual.account?.id ?? null;
  const planned = prepared.plan.steps
    .map(({ change }) => change)
    .find((change) => change.kind === 'grant-access');
  const slot = applied.slot ?? planned?.slot;
  const account = id === null ? null : accountWithId(actual.account, id, target);
  const failed = (kind: Change['kind']) =>
    applied.results.some(
      ({ change, status }) => change.kind === kind && (status === 'not-applied' || status === 'in-doubt'),
    );
  return {
    client: target.client,
    created: applied.created,
    account: {
      id,
      name: target.client,
      email: target.email,
      path: failed('move-account') ? actual.place : target.productionPath,
    },
    role: {
      name: target.role.name,
      arn: account && !failed('create-role') ? expectedRoleArn(target, { ...actual, account }) : null,
    },
    grant: { group: actual.group.name, policy: slot?.policy ?? '', kind: slot?.kind ?? 'inline' },
    changes: applied.results,
  };
}
