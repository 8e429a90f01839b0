import type { Structure } from '../../model/structure.ts';
import { trailArn } from '../../model/trail.ts';

interface Statement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

const cloudTrail = 'cloudtrail.amazonaws.com';

/** The reads of an audit for trails; CloudTrail has no resource for the first of them. */
export const trailReads = [
  'cloudtrail:DescribeTrails',
  'cloudtrail:GetEventSelectors',
  'cloudtrail:GetTrailStatus',
] as const;

/**
 * What it takes to create the organization's trail in the management account, beside `trailReads`. A bucket in another
 * account is made as the access role.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/creating-an-organizational-trail-prepare.html
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudtrail.html
 * @param more further actions on trails
 */
export function trailStatements({ trail }: Structure, more: readonly string[] = []): readonly Statement[] {
  if (trail === null) return [];
  const ofName = trailArn({ partition: 'aws', region: '*', accountId: '*', name: trail.name });
  const ofService = `arn:aws:iam::*:role/aws-service-role/${cloudTrail}/*`;
  const bucket = trail.bucket.replaceAll(/\{\w+\}/g, '*');
  return [
    {
      Effect: 'Allow',
      Action: ['organizations:ListAWSServiceAccessForOrganization'],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['organizations:EnableAWSServiceAccess'],
      Resource: '*',
      Condition: { StringEquals: { 'organizations:ServicePrincipal': cloudTrail } },
    },
    {
      Effect: 'Allow',
      Action: ['iam:CreateServiceLinkedRole'],
      Resource: ofService,
      Condition: { StringEquals: { 'iam:AWSServiceName': cloudTrail } },
    },
    { Effect: 'Allow', Action: ['iam:GetRole'], Resource: ofService },
    {
      Effect: 'Allow',
      Action: ['cloudtrail:AddTags', 'cloudtrail:CreateTrail', 'cloudtrail:StartLogging'],
      Resource: ofName,
    },
    ...(more.length === 0
      ? []
      : [
          {
            Effect: 'Allow' as const,
            Action: more,
            Resource: trailArn({ partition: 'aws', region: '*', accountId: '*', name: '*' }),
          },
        ]),
    ...(trail.account === null
      ? [
          {
            Effect: 'Allow' as const,
            Action: [
              's3:CreateBucket',
              's3:GetBucketPolicy',
              's3:GetBucketPublicAccessBlock',
              's3:GetBucketVersioning',
              's3:PutBucketPolicy',
              's3:PutBucketPublicAccessBlock',
              's3:PutBucketVersioning',
            ],
            Resource: `arn:aws:s3:::${bucket}`,
          },
        ]
      : []),
  ];
}
