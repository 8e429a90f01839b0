import type { SandboxState } from './state.ts';

/** The region in which the base has its bucket and its trail; the trail is seen in all of them. */
const region = 'us-east-1';

/**
 * The organization's trail, as it would have been made long ago: with trusted access, a bucket that takes its files,
 * and the last of them delivered.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-create-and-update-an-organizational-trail-by-using-the-aws-cli.html
 */
export function addBaseTrail(state: SandboxState, now: number): void {
  const { organization, managementAccountId: accountId } = state;
  if (organization === null) return;
  const service = 'cloudtrail.amazonaws.com';
  const name = 'diverst-organization';
  const arn = `arn:aws:cloudtrail:${region}:${accountId}:trail/${name}`;
  const bucket = `${organization.id}-${accountId}-cloudtrail`;
  const source = { 'aws:SourceArn': arn };
  const write = (folder: string) => ({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${bucket}/AWSLogs/${folder}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
  });
  const read = {
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 's3:GetBucketAcl',
    Resource: `arn:aws:s3:::${bucket}`,
    Condition: { StringEquals: source },
  };
  const statements = [read, write(accountId), write(organization.id)];
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  organization.trustedServices = { [service]: now };
  state.buckets = {
    [bucket]: {
      name: bucket,
      accountId,
      region,
      createdAt: now,
      publicAccessBlock: {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      },
      versioning: 'Enabled',
      policy: { document: policy, effectiveAt: now },
      ownership: 'BucketOwnerEnforced',
      tags: {},
    },
  };
  const delivered = { triedAt: now, deliveredAt: now };
  state.trails = {
    [arn]: {
      arn,
      name,
      accountId,
      homeRegion: region,
      createdAt: now,
      bucket,
      multiRegion: true,
      globalEvents: true,
      validation: true,
      organization: true,
      tags: {},
      logging: true,
      startedAt: now,
      logs: delivered,
      digests: delivered,
    },
  };
}
