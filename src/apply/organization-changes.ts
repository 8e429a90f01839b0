import { settlingUntil } from '../access/member-accounts.ts';
import { untilItShows } from '../access/waiting.ts';
import { waits } from '../access/waits.ts';
import { hasCode } from '../aws/errors/aws-error.ts';
import { parsePolicy } from '../model/policy/document.ts';
import { trustedPrincipals } from '../model/policy/trust.ts';
import { UNKNOWN_ACCOUNT } from '../plan/base-plan.ts';
import type { OfKind } from '../plan/change.ts';
import type { Part } from '../plan/changes/row.ts';
import type { StepIn } from '../plan/order.ts';
import { pathOfPlace } from '../plan/unit-path.ts';
import { attachToGroup, createGroup, putGroupPolicy } from './change-group.ts';
import { replaceTrust } from './change-role.ts';
import { createAccount } from './create-account.ts';
import { createOrganization } from './create-organization.ts';
import { guardrailExecutors } from './guardrail-changes.ts';
import { inAccountOf } from './in-account.ts';
import type { Executors } from './ledger.ts';
import type { OrganizationState } from './organization-state.ts';
import { placeAccount } from './place-account.ts';
import { trailExecutors } from './trail-changes.ts';

/**
 * All parts of a plan that are not made elsewhere: those of clients, environments and people are, removals, revocations
 * and closures.
 */
type OwnPart = Exclude<Part, 'account' | 'room' | 'removal' | 'revocation' | 'people' | 'closing'>;

export type OwnStep = { [P in OwnPart]: StepIn<P> }[OwnPart];

interface Tools {
  readonly run: OrganizationState;
  readonly step: OwnStep;
}

export const organizationExecutors: Executors<OwnStep['change']['kind'], Tools> = {
  ...trailExecutors,
  ...guardrailExecutors,
  'create-organization': async (_change, { run }, { wrote }) => {
    const { aws, managementAccountId, wait } = run.context;
    const made = await createOrganization(aws.organizations, managementAccountId, wait, wrote);
    run.organizationId = made.organization.id;
    return { applied: made.applied, text: made.organization.id };
  },
  'enable-root-management': async (_change, { run }) => {
    const { aws, wait } = run.context;
    const iam = aws.iam();
    if ((await iam.rootFeatures().catch(unseenYet))?.includes('RootCredentialsManagement'))
      return { applied: false };
    await untilItShows(wait, () => iam.manageRootCredentials(), unseenByIam, waits.placed);
    return { applied: true };
  },
  'create-unit': async ({ path }, { run }, { wrote }) => ({ applied: await run.units.create(path, wrote) }),
  'create-account': async (change, { run }, { task }) => {
    const { aws, wait, structure, opsWords, lookAgain } = run.context;
    const request = {
      name: change.name,
      email: change.email,
      underWay: change.underWay,
      accessRole: structure.accessRole,
      tags: { 'diverst:managed-by': 'diverst' },
      words: opsWords,
      waitForOrganization: true,
      lookAgain,
    };
    const watch = {
      update: task.update,
      pending: (maybe: boolean) => run.ledger.doubt(change, maybe),
    };
    const made = await createAccount(aws.organizations, request, wait, watch);
    run.ops = { id: made.accountId, name: change.name, settlingUntil: settlingUntil(null, wait) };
    return { applied: made.created, text: made.accountId };
  },
  'move-account': async (change, { run }, { wrote }) => {
    const { aws, wait, structure, accounts } = run.context;
    const id = movedAccountId(change, run);
    if (id === null) throw new Error(`the account ${change.name} is unknown`);
    const account = accounts.find((one) => one.id === id) ?? null;
    const fromId = account?.parentId || null;
    const moving = { id, fromId, settlingUntil: settlingUntil(account, wait), onlyFrom: fromId !== null };
    const toId = await run.units.idOf(pathOfPlace(structure, change.to));
    return { applied: await placeAccount(aws.organizations, moving, toId, wait, wrote) };
  },
  'create-group': (change, { run, step }, report) =>
    inAccountOf(step, run, report, (iam) => createGroup(iam, change, report.wrote)),
  'attach-group-policy': (change, { run, step }, report) =>
    inAccountOf(step, run, report, (iam) => attachToGroup(iam, change, run.context.wait)),
  'put-group-policy': (change, { run, step }, report) =>
    inAccountOf(step, run, report, (iam) => putGroupPolicy(iam, ofOps(change, run), run.context.wait)),
  'replace-trust': async (change, { run, step }, report) => {
    refuseShuttingOut(change.intended, run.context.managementAccountId);
    return inAccountOf(step, run, report, (iam) => replaceTrust(iam, change));
  },
};

/** What IAM answers while it does not see an organization, or its trusted access, that was made a moment ago. */
const unseenByIam = ['OrganizationNotFoundException', 'ServiceAccessNotEnabledException'];

function unseenYet(error: unknown): null {
  if (hasCode(error, ...unseenByIam)) return null;
  throw error;
}

/** The account that is moved; null for an Ops that has not come to be. */
export function movedAccountId(
  { accountId }: OfKind<'move-account'>,
  { ops }: Pick<OrganizationState, 'ops'>,
): string | null {
  return accountId ?? ops?.id ?? null;
}

/** A policy that was planned before Ops had an id. */
function ofOps(change: OfKind<'put-group-policy'>, { ops }: OrganizationState): OfKind<'put-group-policy'> {
  if (ops === null) return change;
  const document = change.document.replaceAll(`:${UNKNOWN_ACCOUNT}:`, `:${ops.id}:`);
  return { ...change, document };
}

/** The way in must stay open to the management account: nobody else could open it again. */
function refuseShuttingOut(intended: string, managementAccountId: string): void {
  const parsed = parsePolicy(intended);
  const open =
    parsed.ok &&
    trustedPrincipals(parsed.policy).some(
      ({ principal, conditions, limitedByDeny }) =>
        principal.kind === 'account' &&
        principal.accountId === managementAccountId &&
        conditions.length === 0 &&
        !limitedByDeny,
    );
  if (!open) throw new Error(`the planned trust policy would lock out account ${managementAccountId}`);
}
