import type { RootFeature } from '../state-of-organizations.ts';
import type { ManagedStatement } from './aws-managed-services.ts';

/** What a session of a root user may be opened for: only with one of these policies. */
interface RootTask {
  readonly name: string;
  readonly description: string;
  /** The feature of central root access that it is a part of. */
  readonly feature: RootFeature;
  readonly statements: readonly ManagedStatement[];
}

export const rootTaskPath = '/root-task/';

const auditing = [
  'iam:GetAccessKeyLastUsed',
  'iam:GetLoginProfile',
  'iam:GetUser',
  'iam:ListAccessKeys',
  'iam:ListMFADevices',
  'iam:ListSigningCertificates',
];

/** Of the root user itself only. */
function ofRoot(...Action: string[]): ManagedStatement {
  return { Effect: 'Allow', Action, Resource: 'arn:aws:iam::*:root' };
}

function anywhere(...Action: string[]): ManagedStatement {
  return { Effect: 'Allow', Action, Resource: '*' };
}

/**
 * What each of AWS's policies comes to. AWS's own documents are written otherwise, by what they deny.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export const rootTasks: readonly RootTask[] = [
  {
    name: 'IAMAuditRootUserCredentials',
    description: "Looking at a root user's credentials.",
    feature: 'RootCredentialsManagement',
    statements: [ofRoot(...auditing), anywhere('iam:GetAccountSummary')],
  },
  {
    name: 'IAMCreateRootUserPassword',
    description: "Letting a root user's password be recovered.",
    feature: 'RootCredentialsManagement',
    statements: [ofRoot('iam:CreateLoginProfile', 'iam:GetLoginProfile')],
  },
  {
    name: 'IAMDeleteRootUserCredentials',
    description: "Taking a root user's credentials away.",
    feature: 'RootCredentialsManagement',
    statements: [
      ofRoot(
        ...auditing,
        'iam:DeactivateMFADevice',
        'iam:DeleteAccessKey',
        'iam:DeleteLoginProfile',
        'iam:DeleteSigningCertificate',
      ),
    ],
  },
  {
    name: 'S3UnlockBucketPolicy',
    description: 'Taking away the policy of a bucket that denies everyone.',
    feature: 'RootSessions',
    statements: [
      anywhere('s3:DeleteBucketPolicy', 's3:GetBucketPolicy', 's3:ListAllMyBuckets', 's3:PutBucketPolicy'),
    ],
  },
  {
    name: 'SQSUnlockQueuePolicy',
    description: 'Taking away the policy of a queue that denies everyone.',
    feature: 'RootSessions',
    statements: [
      anywhere('sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:ListQueues', 'sqs:SetQueueAttributes'),
    ],
  },
];
