import {
  CreateTrailCommand,
  type CreateTrailCommandInput,
  DeleteTrailCommand,
} from '@aws-sdk/client-cloudtrail';
import {
  DisableAWSServiceAccessCommand,
  EnableAWSServiceAccessCommand,
  ListAWSServiceAccessForOrganizationCommand,
} from '@aws-sdk/client-organizations';
import { PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { SandboxState } from '../../../src/sandbox/state.ts';
import { given } from './caller.ts';
import { policy } from './documents.ts';
import { makeBucket } from './make-bucket.ts';
import { refusalOf } from './outcome.ts';
import type { Stage } from './stage.ts';

/** Trusted access of a service, taken away again if the organization had not given it. @returns the service */
export async function makeTrustedAccess(stage: Stage, service: string): Promise<string> {
  const { organizations } = stage.management;
  const list = await organizations.send(new ListAWSServiceAccessForOrganizationCommand({}));
  if (list.EnabledServicePrincipals?.some(({ ServicePrincipal }) => ServicePrincipal === service)) {
    return service;
  }
  await organizations.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: service }));
  stage.tidy(`trusted access of ${service}`, () =>
    organizations.send(new DisableAWSServiceAccessCommand({ ServicePrincipal: service })),
  );
  return service;
}

/** A bucket that takes the logs of all trails of the management account, and of the organization. */
export async function makeTrailBucket(stage: Stage): Promise<string> {
  const bucket = await makeBucket(stage, stage.management, 'trail');
  const parts = {
    Effect: 'Allow',
    Principal: { Service: 'cloudtrail.amazonaws.com' },
    Condition: { StringEquals: { 'aws:SourceAccount': stage.organization.managementId } },
  };
  const Policy = policy(
    { ...parts, Action: 's3:GetBucketAcl', Resource: `arn:aws:s3:::${bucket}` },
    { ...parts, Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}/AWSLogs/*` },
  );
  await stage.management.s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
  return bucket;
}

export interface MadeTrail {
  readonly name: string;
  readonly arn: string;
  readonly bucket: string;
}

/** A trail of the management account, with a bucket of its own. */
export async function makeTrail(
  stage: Stage,
  input: Partial<CreateTrailCommandInput> = {},
): Promise<MadeTrail> {
  const bucket = await makeTrailBucket(stage);
  const name = stage.name('trail');
  const { cloudtrail } = stage.management;
  const command = () => new CreateTrailCommand({ Name: name, S3BucketName: bucket, ...input });
  // The bucket's policy may not be seen yet.
  const unlessUnseen = (error: unknown) =>
    !/^InsufficientS3BucketPolicy/.test(refusalOf(error)?.refused ?? '');
  const { TrailARN } = await stage.settled(() => cloudtrail.send(command()), unlessUnseen);
  stage.tidy(`trail ${name}`, () => cloudtrail.send(new DeleteTrailCommand({ Name: name })));
  return { name, arn: given(TrailARN, 'TrailARN'), bucket };
}

/** For the organization, in all regions. */
export async function makeOrganizationTrail(stage: Stage): Promise<MadeTrail> {
  await makeTrustedAccess(stage, 'cloudtrail.amazonaws.com');
  return makeTrail(stage, { IsOrganizationTrail: true, IsMultiRegionTrail: true });
}

/** A state as it is before anybody made a trail. */
export function withoutTrails(state: SandboxState): void {
  delete state.trails;
  delete state.buckets;
  delete state.organization?.trustedServices;
}
