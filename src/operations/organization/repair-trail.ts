import { MemberAccess } from '../../access/member-accounts.ts';
import { Failure } from '../../model/failure.ts';
import type { OfKind } from '../../plan/change.ts';
import { changeTitle } from '../../plan/changes/table.ts';
import type { OrganizationStep } from '../../plan/order.ts';
import { bucketSteps, newTrailSteps, type TrailPlace } from '../../plan/trail-plan.ts';
import type { RepairTools } from './apply-repair.ts';
import type { OrganizationReading } from './read-organization.ts';
import { readTrailGround, refuseTaken } from './trail-ground.ts';

/**
 * The steps, with the steps of a trail adapted to its existing bucket: an audit does not read buckets. If there is an
 * obstacle, the steps of the trail are left out, because the others do not depend on them.
 */
export async function withTrailGround(
  steps: readonly OrganizationStep[],
  { snapshot, management }: OrganizationReading,
  { aws, structure, wait }: Pick<RepairTools, 'aws' | 'structure' | 'wait'>,
): Promise<{ readonly steps: readonly OrganizationStep[]; readonly notices: readonly string[] }> {
  const { trails, partition, managementAccountId, id: organizationId, accounts } = snapshot;
  const { trail: wanted, accessRole } = structure;
  const policy = policyOf(steps);
  if (policy === undefined || wanted === null || trails.kind !== 'read') return { steps, notices: [] };
  const { region } = trails;
  const { keeper, bucket } = policy;
  const place: TrailPlace = { partition, region, managementAccountId, organizationId, keeper };
  const members = new MemberAccess(aws, { partition, accessRole, sessionName: management.sessionName });
  const isNew = steps.some(({ change }) => change.kind === 'create-trail');
  try {
    if (isNew) refuseTaken(wanted, trails.taken, region);
    const ground = await readTrailGround({ aws, members, wait }, place, bucket, accounts);
    const own = { arn: policy.trailArn, prefix: policy.prefix, bucket };
    const actual = isNew ? newTrailSteps(wanted, place, ground) : bucketSteps(own, place, ground);
    const fitted = steps.flatMap((step): readonly OrganizationStep[] => {
      const found = actual.find(({ change }) => change.kind === step.change.kind);
      if (step.part !== 'trail' || found === undefined) return [step];
      return found.state === 'satisfied' ? [] : [{ ...step, change: found.change } as OrganizationStep];
    });
    const isNothing = !isNew && actual.every(({ state }) => state === 'satisfied');
    if (isNothing) return { steps: fitted, notices: [nothingWrong(bucket)] };
    return { steps: fitted, notices: isNew ? [] : [deliversLater] };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { what, facts = [], fix = [] } = error.text;
    const reason = [what, ...facts, ...fix].join('; ');
    return {
      steps: steps.filter(({ part }) => part !== 'trail'),
      notices: [`not repaired: ${changeTitle(policy)} (${reason})`],
    };
  }
}

function policyOf(steps: readonly OrganizationStep[]): OfKind<'put-bucket-policy'> | undefined {
  for (const { change } of steps) if (change.kind === 'put-bucket-policy') return change;
  return undefined;
}

const deliversLater =
  'CloudTrail reports the error until its next delivery, some minutes after the repair; audit again after that';

function nothingWrong(bucket: string): string {
  return `bucket ${bucket} exists, and its policy lets CloudTrail write: if CloudTrail still cannot write, check which policy denies it and the key that encrypts the bucket, or wait for the next delivery`;
}
