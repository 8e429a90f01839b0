import type {
  CreateTrailRequest,
  CreateTrailResponse,
  DeleteTrailRequest,
  UpdateTrailRequest,
  UpdateTrailResponse,
} from '@aws-sdk/client-cloudtrail';
import { setEntry } from '../iam/records.ts';
import { type CallContext, type Operation, SandboxError } from '../operation.ts';
import type { TrailState } from '../state-of-trails.ts';
import { checkOrganization, organizationPermissions } from './organization-trail.ts';
import { checkBucket } from './trail-bucket.ts';
import { trailArn, validTrailName } from './trail-names.ts';
import { settingsShape } from './trail-shapes.ts';
import { withTrailTags } from './trail-tags.ts';
import { onTrail, ownTrail, trailsIn } from './visible-trails.ts';

/** https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html */
const mostTrails = 5;

/**
 * A new trail logs nothing until StartLogging.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html
 */
export const createTrail: Operation<CreateTrailRequest, CreateTrailResponse> = {
  mutates: true,
  permissions: ({ Name, TagsList, IsOrganizationTrail }, context) => [
    ...onTrail('CreateTrail', Name, context),
    ...(TagsList?.length ? onTrail('AddTags', Name, context) : []),
    ...(IsOrganizationTrail === true ? organizationPermissions(context) : []),
  ],
  run(input, context) {
    const { state, caller, region, now } = context;
    const name = validTrailName(input.Name ?? '');
    refuseOtherTargets(input);
    const tags = withTrailTags({}, input.TagsList);
    const trail = settings(input, {
      arn: trailArn(caller.accountId, region, name),
      name,
      accountId: caller.accountId,
      homeRegion: region,
      createdAt: now,
      bucket: '',
      multiRegion: false,
      globalEvents: true,
      validation: false,
      organization: false,
      tags,
      logging: false,
    });
    const here = trailsIn(state, caller.accountId, region);
    if (here.some((other) => other.accountId === caller.accountId && other.name === name)) {
      throw new SandboxError(
        'TrailAlreadyExistsException',
        `Trail ${name} already exists for customer: ${caller.accountId}`,
      );
    }
    if (here.length >= mostTrails) {
      throw new SandboxError(
        'MaximumNumberOfTrailsExceededException',
        `User: ${caller.accountId} already has ${mostTrails} trails in ${region}.`,
      );
    }
    check(trail, context);
    state.trails ??= {};
    setEntry(state.trails, trail.arn, trail);
    return settingsShape(trail);
  },
};

/**
 * What is left out stays.
 * https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_UpdateTrail.html
 */
export const updateTrail: Operation<UpdateTrailRequest, UpdateTrailResponse> = {
  mutates: true,
  permissions: ({ Name, IsOrganizationTrail }, context) => [
    ...onTrail('UpdateTrail', Name, context),
    ...(IsOrganizationTrail === true ? organizationPermissions(context) : []),
  ],
  run(input, context) {
    const trail = ownTrail(input.Name ?? '', context);
    refuseOtherTargets(input);
    const updated = settings(input, trail);
    check(updated, context);
    if (updated.validation && !trail.validation) updated.digests = { ...trail.digests, triedAt: context.now };
    setEntry(context.state.trails ?? {}, trail.arn, updated);
    return settingsShape(updated);
  },
};

/** https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_DeleteTrail.html */
export const deleteTrail: Operation<DeleteTrailRequest, object> = {
  mutates: true,
  permissions: ({ Name }, context) => onTrail('DeleteTrail', Name, context),
  run({ Name }, context) {
    const { arn } = ownTrail(Name ?? '', context);
    delete context.state.trails?.[arn];
    return {};
  },
};

type Settings = Omit<UpdateTrailRequest, 'Name'>;

/** The trail with what is asked for; an empty prefix or key takes away what is there. */
function settings(input: Settings, { prefix, kmsKeyId, ...trail }: TrailState): TrailState {
  const newPrefix = input.S3KeyPrefix ?? prefix ?? '';
  const newKey = keyArn(input.KmsKeyId, trail) ?? kmsKeyId ?? '';
  return {
    ...trail,
    bucket: input.S3BucketName ?? trail.bucket,
    multiRegion: input.IsMultiRegionTrail ?? trail.multiRegion,
    globalEvents: input.IncludeGlobalServiceEvents ?? trail.globalEvents,
    validation: input.EnableLogFileValidation ?? trail.validation,
    organization: input.IsOrganizationTrail ?? trail.organization,
    ...(newPrefix === '' ? {} : { prefix: newPrefix }),
    ...(newKey === '' ? {} : { kmsKeyId: newKey }),
  };
}

/** A key by its ARN; there is no KMS that would say whether it exists. */
function keyArn(
  key: string | undefined,
  { accountId, homeRegion }: Pick<TrailState, 'accountId' | 'homeRegion'>,
) {
  if (key === undefined || key === '' || key.startsWith('arn:')) return key;
  const named = key.startsWith('alias/') ? key : `key/${key}`;
  return `arn:aws:kms:${homeRegion}:${accountId}:${named}`;
}

/** @throws SandboxError for a trail that cannot be as it is */
function check(trail: TrailState, context: CallContext): void {
  if (trail.multiRegion && !trail.globalEvents) {
    throw new SandboxError(
      'InvalidParameterCombinationException',
      'Multi-Region trail must include global service events.',
    );
  }
  if (trail.organization) checkOrganization(context);
  checkBucket(context.state, trail, context.now);
}

/** Logs go to a bucket alone: the sandbox has neither SNS nor CloudWatch. */
function refuseOtherTargets({
  SnsTopicName,
  CloudWatchLogsLogGroupArn,
  CloudWatchLogsRoleArn,
}: Settings): void {
  const others = [SnsTopicName, CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn];
  if (others.every((value) => value === undefined || value === '')) return;
  throw new SandboxError(
    'UnsupportedOperationException',
    'The trails of the sandbox deliver to a bucket only, not to SNS or CloudWatch Logs.',
  );
}
