import { MemberAccess } from '../../access/member-accounts.ts';
import type { Progress } from '../../access/progress.ts';
import type { WaitOptions } from '../../access/waiting.ts';
import type { Aws, Organization, SeenTrails } from '../../aws/api.ts';
import { Failure } from '../../model/failure.ts';
import type { OrganizationSnapshot } from '../../model/organization.ts';
import { SIGN_IN_POLICY } from '../../model/people.ts';
import { managedPolicyArn, type Structure } from '../../model/structure.ts';
import { type BaseFacts, planBase, unitId } from '../../plan/base-plan.ts';
import type { Change, Step } from '../../plan/change.ts';
import { changeTitle } from '../../plan/changes/table.ts';
import { matchOps } from '../../plan/match-ops.ts';
import { noGround, type TrailFacts, wantedBucket } from '../../plan/trail-plan.ts';
import { structureUnits } from '../../plan/unit-path.ts';
import { creationOf } from '../creation-checks.ts';
import { askRootAccess } from './ask-root-access.ts';
import { readGuardrailsGround } from './guardrails-ground.ts';
import {
  type BaseCaller,
  identifyBaseCaller,
  readManagementGroups,
  readOpsGroups,
  readTree,
} from './read-base.ts';
import { type GroundTools, readTrailGround, refuseTaken, requireKeeper } from './trail-ground.ts';

export interface InitOrganizationRequest {
  /** Address for creating Ops, checked and lower-cased; null where none is known. */
  readonly opsEmail: string | null;
}

export interface InitOrganizationTools {
  readonly aws: Aws;
  readonly structure: Structure;
  readonly wait: WaitOptions;
  readonly progress: Progress;
}

/** Everything that was read and decided before anything is changed. */
export interface PreparedOrganization {
  readonly manager: BaseCaller;
  /** Accounts of the organization, the management account included. */
  readonly accountCount: number;
  readonly facts: BaseFacts;
  /** Every step, those that are so already included; what differs and is not missing is among the notices. */
  readonly steps: readonly Step[];
  readonly notices: readonly string[];
  readonly members: MemberAccess;
}

/**
 * Reads what there is of the base structure and plans what is missing. Changes nothing.
 * @throws Failure for whatever stands in the way: found here, before the account that cannot be taken back
 */
export async function prepareOrganization(
  request: InitOrganizationRequest,
  { aws, structure, wait }: InitOrganizationTools,
): Promise<PreparedOrganization> {
  const manager = await identifyBaseCaller(aws);
  const { caller, organization, sessionName } = manager;
  const { partition } = caller;
  const members = new MemberAccess(aws, { partition, accessRole: structure.accessRole, sessionName });
  const [tree, management, seen, rootAccess] = await Promise.all([
    organization && readTree(aws, structure, partition, organization),
    readManagementGroups(aws, structure),
    wantsTrail(structure, organization) ? aws.trails.organizationTrails() : null,
    rootAccessFacts(aws, structure, organization),
  ]);
  const [hasSignIn] = await Promise.all([
    hasSignInPolicy(aws, structure, partition),
    refuseMissingAdminPolicies(aws, structure, partition),
  ]);
  const accounts = tree?.snapshot.accounts ?? [];
  const account = matchOps(accounts, queryOf(request, structure, caller.accountId));
  if (account === null && request.opsEmail === null) throw noOpsEmail(structure);
  const underWay = account === null && tree ? creationOf(structure.opsAccount, tree.creations) : null;
  const trail =
    seen && (await readTrailFacts(seen, structure, tree?.snapshot ?? null, { aws, members, wait, caller }));
  const place = { partition, managementAccountId: caller.accountId, organization: tree, ops: account };
  const guardrails = await readGuardrailsGround(place, { aws, structure, members, wait });
  const facts: BaseFacts = {
    partition,
    organization: tree?.snapshot ?? null,
    management,
    ops: {
      account,
      iam: account && (await readOpsGroups(members, wait, account, structure)),
      email: account?.email ?? request.opsEmail ?? '',
      underWay: underWay?.id ?? null,
      hasSignIn,
    },
    trail,
    guardrails: guardrails.ground,
    rootAccess,
  };
  const planned = planBase(structure, facts);
  refuseClientAsOps(structure, facts, planned);
  return {
    manager,
    accountCount: Math.max(1, accounts.length),
    facts,
    steps: planned.filter(({ state }) => state !== 'needs-consent'),
    notices: [...noticesOf(planned, structure, facts), ...guardrails.problems],
    members,
  };
}

/** Without all features, an organization has no trail; it is a finding of its own. */
function wantsTrail({ trail }: Structure, organization: Organization | null): boolean {
  return trail !== null && (organization === null || organization.featureSet === 'ALL');
}

/** Without all features, nothing of it can be enabled; that is a finding of its own, too. */
async function rootAccessFacts(
  aws: Aws,
  structure: Structure,
  organization: Organization | null,
): Promise<BaseFacts['rootAccess']> {
  if (!structure.centralRootAccess) return { kind: 'not-asked' };
  if (organization === null) return null;
  if (organization.featureSet !== 'ALL') return { kind: 'not-asked' };
  return askRootAccess(aws, structure, organization.featureSet);
}

/** @throws Failure for whatever stands in the way of a trail where there is none */
async function readTrailFacts(
  { region, trails, taken }: SeenTrails,
  { trail, opsAccount }: Structure,
  organization: OrganizationSnapshot | null,
  tools: GroundTools & Pick<BaseCaller, 'caller'>,
): Promise<TrailFacts | null> {
  if (trail === null) return null;
  const { partition, accountId: managementAccountId } = tools.caller;
  const accounts = organization?.accounts ?? [];
  const base = { partition, region, managementAccountId, organizationId: organization?.id ?? null };
  if (trails.length > 0) return { place: { ...base, keeper: 'management' }, trails, ground: noGround };
  refuseTaken(trail, taken, region);
  const place = { ...base, keeper: requireKeeper(trail, accounts, managementAccountId, opsAccount) };
  return { place, trails, ground: await readTrailGround(tools, place, wantedBucket(trail, place), accounts) };
}

/** How the account of Ops is reported. */
export function queryOf(
  { opsEmail }: InitOrganizationRequest,
  structure: Structure,
  managementAccountId: string,
) {
  return { name: structure.opsAccount, email: opsEmail, managementAccountId };
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
    what: `the account ${account.name} (${account.id}) is in ${path.join('/')}, with the clients, and cannot become Ops`,
    why: 'It lacks what Ops must have. Nothing was changed.',
    fix: [
      'correct organization.opsAccount in diverst.config.yaml',
      `or, if this account must become Ops, move the account to ${structure.units.users} first`,
    ],
  });
}

/** AWS managed policies are the same in every account: a name that is wrong is reported before an account is made. */
async function refuseMissingAdminPolicies(aws: Aws, structure: Structure, partition: string): Promise<void> {
  const iam = aws.iam();
  const arns = structure.adminPolicies.map((policy) => managedPolicyArn(partition, policy));
  const found = await Promise.all(arns.map((arn) => iam.policyExists(arn)));
  const missing = arns.filter((_arn, index) => !found[index]);
  if (missing.length === 0) return;
  throw new Failure('failed', {
    what: `AWS has no managed policy ${missing.join(', ')}`,
    why: `The group ${structure.groups.admin} cannot use the policy.`,
    fix: ['correct organization.adminPolicies in diverst.config.yaml'],
  });
}

/** AWS's own policies are the same in every account of a partition. */
async function hasSignInPolicy(aws: Aws, { people }: Structure, partition: string): Promise<boolean> {
  return people !== null && (await aws.iam().policyExists(managedPolicyArn(partition, SIGN_IN_POLICY)));
}

function noOpsEmail({ opsAccount }: Structure): Failure {
  return new Failure('usage', {
    what: `cannot create the account: no email address for ${opsAccount}`,
    why: 'Every AWS account needs an email address of its own. Nothing was changed.',
    fix: [
      'give an address: add --ops-email aws+ops@your-domain',
      'or set organization.opsEmail, or client.email as a template, in diverst.config.yaml',
    ],
  });
}

/** What differs and is not missing: reported, and left to repair. */
function noticesOf(
  steps: readonly Step[],
  structure: Structure,
  { organization, ops }: BaseFacts,
): readonly string[] {
  const left = steps.filter(({ state }) => state === 'needs-consent');
  const unattached = left.filter(({ change }) => isOfNewGuardrail(change));
  const differing = left
    .filter((step) => !unattached.includes(step))
    .map(({ change }) => `not changed here; diverst org repair fixes it: ${changeTitle(change)}`);
  const features =
    organization !== null && organization.featureSet !== 'ALL'
      ? [
          `the organization does not have all features (${organization.featureSet}); enable them in the AWS console`,
        ]
      : [];
  const renamed = ops.account === null && organization !== null ? renamedOps(structure, organization) : [];
  const signIn =
    structure.people !== null && !ops.hasSignIn
      ? [`AWS has no policy ${SIGN_IN_POLICY} in this partition: people cannot use aws login`]
      : [];
  return [...features, ...renamed, ...signIn, ...differing, ...(unattached.length > 0 ? [leftToRepair] : [])];
}

/** Accounts that work without a guardrail may rely on what it denies, which a repair looks at. */
const leftToRepair =
  'some guardrails are missing, and are not attached here because accounts already work without them; to review and attach them: diverst org repair';

function isOfNewGuardrail({ kind }: Change): boolean {
  return (
    kind === 'enable-policy-type' || kind === 'create-control-policy' || kind === 'attach-control-policy'
  );
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
      `${path.join('/')} already contains accounts (${some}) and none is ${structure.opsAccount}: if Ops has another name, set organization.opsAccount; a new account cannot be deleted, only closed`,
    ];
  });
}
