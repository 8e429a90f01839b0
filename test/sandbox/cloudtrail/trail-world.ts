import {
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
  GetTrailStatusCommand,
  StartLoggingCommand,
} from '@aws-sdk/client-cloudtrail';
import { EnableAWSServiceAccessCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import { CreateBucketCommand, PutBucketPolicyCommand } from '@aws-sdk/client-s3';
import type { SandboxOptions } from '../../../src/sandbox/sandbox.ts';
import type { Keys } from '../ground.ts';
import { type BucketWorld, bucketWorld } from '../s3/bucket-world.ts';

export interface TrailWorld extends Omit<BucketWorld, 'cloudtrail'> {
  /** Of the management account's admin in us-east-1, unless something else is given. */
  cloudtrail(given?: { readonly keys?: Keys; readonly region?: string }): CloudTrailClient;
  organizations(): OrganizationsClient;
  readonly organizationId: string;
}

export const bucket = 'acme-trail';
export const name = 'acme';

/** A world with clients of S3, CloudTrail and Organizations. */
function trailWorld(options: Omit<SandboxOptions, 'clock'> = {}): TrailWorld {
  const made = bucketWorld(options);
  const { sandbox } = made;
  const config = (keys?: Keys) => ({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: keys ?? sandbox.profiles.management,
    maxAttempts: 1,
  });
  return {
    ...made,
    organizationId: sandbox.state().organization?.id ?? '',
    cloudtrail: ({ keys, region } = {}) =>
      new CloudTrailClient({ ...config(keys), ...(region === undefined ? {} : { region }) }),
    organizations: () => new OrganizationsClient(config()),
  };
}

export const service = { Service: 'cloudtrail.amazonaws.com' };

/** The statements of AWS's page for the bucket of an organization's trail. */
export function trailStatements({ management, organizationId }: TrailWorld, trail = name): object[] {
  const source = { 'aws:SourceArn': `arn:aws:cloudtrail:us-east-1:${management}:trail/${trail}` };
  const writing = (owner: string) => ({
    Sid: `Write${owner.replaceAll('-', '')}`,
    Effect: 'Allow',
    Principal: service,
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/AWSLogs/${owner}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
  });
  return [
    {
      Sid: 'AclCheck',
      Effect: 'Allow',
      Principal: service,
      Action: 's3:GetBucketAcl',
      Resource: `arn:aws:s3:::${bucket}`,
      Condition: { StringEquals: source },
    },
    writing(management),
    writing(organizationId),
  ];
}

export async function putPolicy(
  { s3 }: Pick<BucketWorld, 's3'>,
  statements: readonly object[],
): Promise<void> {
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  await s3().send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
}

/** With a bucket that takes the logs of the organization, and trusted access. */
export async function withGround(options: Omit<SandboxOptions, 'clock'> = {}): Promise<TrailWorld> {
  const made = trailWorld(options);
  await made.s3().send(new CreateBucketCommand({ Bucket: bucket }));
  await putPolicy(made, trailStatements(made));
  await made
    .organizations()
    .send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'cloudtrail.amazonaws.com' }));
  return made;
}

export const organizationTrail: CreateTrailCommandInput = {
  Name: name,
  S3BucketName: bucket,
  IsOrganizationTrail: true,
  IsMultiRegionTrail: true,
  EnableLogFileValidation: true,
};

/** With the organization's trail, which logs. */
export async function withTrail(
  input: Partial<CreateTrailCommandInput> = {},
  options: Omit<SandboxOptions, 'clock'> = {},
): Promise<TrailWorld> {
  const made = await withGround(options);
  await made.cloudtrail().send(new CreateTrailCommand({ ...organizationTrail, ...input }));
  await made.cloudtrail().send(new StartLoggingCommand({ Name: input.Name ?? name }));
  return made;
}

/** Without what is not set. */
export async function statusOf(client: CloudTrailClient, trail = name): Promise<object> {
  const { $metadata, ...status } = await client.send(new GetTrailStatusCommand({ Name: trail }));
  return status;
}
