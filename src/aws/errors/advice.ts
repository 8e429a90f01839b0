import { type Advice, again, commonAdvice } from './common-advice.ts';

const newAccount: Advice = {
  why: 'AWS has not finished setting up the account for this service.',
  fix: ['wait some minutes', again],
};
const changedMeanwhile: Advice = {
  why: 'Another run or person is changing the same thing, also after several attempts.',
  fix: [again],
};

/**
 * By the SDK's name of the exception, or Node's code of a network error. What to do about a denial is in `explain.ts`.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html and each operation's "Errors".
 */
export const adviceByCode: Readonly<Record<string, Advice>> = {
  ...commonAdvice,
  AccessDeniedForDependencyException: {
    why: 'AWS Organizations is not allowed to create its service-linked role.',
    fix: ['allow iam:CreateServiceLinkedRole in a policy of the identity that signs'],
  },
  AccountAlreadyClosedException: {
    why: 'The account is already closed.',
    fix: ['list the closed accounts: diverst client list --closed{given}'],
  },
  AccountNotFoundException: {
    why: 'The account does not exist in this organization, or AWS does not show it yet.',
    fix: [again, 'check which accounts exist: aws organizations list-accounts{profile}'],
  },
  AccountNotManagementOrDelegatedAdministratorException: {
    why: 'The profile is not of the management account. Only the management account, or an account to which IAM is delegated, manages root users of member accounts.',
    fix: ['use a profile of the management account: add --profile NAME'],
  },
  AWSOrganizationsNotInUseException: {
    why: 'The account is not part of an organization.',
    fix: [
      'if you have an organization, use a profile of its management account: add --profile NAME',
      'otherwise create an organization with all features: diverst org init{given}',
    ],
  },
  CloudTrailAccessNotEnabledException: {
    why: 'CloudTrail has no trusted access to the organization, or does not see it yet.',
    fix: [again],
  },
  ConflictException: {
    why: 'AWS is still busy with the same thing. This can be a trail that AWS is loading, an account that AWS is closing, or a change by another person.',
    fix: [again],
  },
  InsufficientDependencyServiceAccessPermissionException: {
    why: 'CloudTrail is not allowed to create its service-linked role, or to read the organization.',
    fix: ['allow iam:CreateServiceLinkedRole and iam:GetRole in a policy of the identity that signs'],
  },
  InsufficientS3BucketPolicyException: {
    why: 'The policy of the bucket does not allow CloudTrail to write the log files.',
    fix: [
      'check the policy for a Deny: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
      'or set another bucket as trail.bucket in diverst.config.yaml',
    ],
  },
  MaximumNumberOfTrailsExceededException: {
    why: 'The region has five trails, which is as many as AWS allows.',
    fix: [
      'find a trail that you can delete: aws cloudtrail describe-trails{profile}',
      'or use another region: add --region REGION',
    ],
  },
  NoManagementAccountSLRExistsException: {
    why: 'The management account lacks the service-linked role of AWS Organizations.',
    fix: [
      'create the role: aws iam create-service-linked-role --aws-service-name organizations.amazonaws.com{profile}',
    ],
  },
  OrganizationNotFoundException: {
    why: 'IAM finds no organization for the account, or does not see the organization yet.',
    fix: [again],
  },
  OrganizationNotInAllFeaturesModeException: {
    why: 'The organization does not have all features, which central root access needs.',
    fix: [
      'enable all features: https://console.aws.amazon.com/organizations/v2/home/settings',
      'or set organization.centralRootAccess: false in diverst.config.yaml',
    ],
  },
  OperationAborted: { why: 'S3 is still busy with an earlier change of the bucket.', fix: [again] },
  ServiceAccessNotEnabledException: {
    why: 'IAM has no trusted access to the organization, or does not see it yet.',
    fix: [again, 'or enable it: diverst org repair --only root-management{given}'],
  },
  S3BucketDoesNotExistException: { why: 'CloudTrail does not see the bucket yet.', fix: [again] },
  TooManyBuckets: {
    why: 'The account has as many buckets as its quota allows.',
    fix: [
      'raise the quota of S3 general purpose buckets: https://console.aws.amazon.com/servicequotas/',
      'or set an existing bucket as trail.bucket in diverst.config.yaml',
    ],
  },
  TrailNotFoundException: {
    why: 'The trail was removed during this run, or AWS does not show it yet.',
    fix: [again],
  },
  DuplicatePolicyException: {
    why: 'The organization already has a policy with this name.',
    fix: [again],
  },
  ChildNotFoundException: { why: 'AWS does not show the account in the organization yet.', fix: [again] },
  ConcurrentModificationException: changedMeanwhile,
  PolicyChangesInProgressException: changedMeanwhile,
  PolicyNotFoundException: {
    why: 'The policy was removed during this run, or AWS does not show it yet.',
    fix: [again],
  },
  PolicyTypeNotAvailableForOrganizationException: {
    why: 'The organization cannot use policies of this type. They need an organization with all features, and some partitions do not offer them.',
    fix: [
      'enable all features: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html',
      'or turn off guardrails in diverst.config.yaml: guardrails: false',
    ],
  },
  PolicyTypeNotEnabledException: {
    why: 'The type of the policy was disabled during this run, or AWS is still enabling it.',
    fix: [again],
  },
  TargetNotFoundException: {
    why: 'The OU or account was removed during this run, or AWS does not show it yet.',
    fix: [again],
  },
  ConstraintViolationException: {
    why: 'A rule or quota of AWS Organizations forbids it.',
    fix: ['if the message names a quota, raise the quota: https://console.aws.amazon.com/servicequotas/'],
  },
  CreateAccountStatusNotFoundException: {
    why: 'AWS does not know the creation request, or does not show it yet.',
    fix: [again],
  },
  DeleteConflictException: {
    why: 'The object is still in use.',
    fix: ['find out in the IAM console what uses the object'],
  },
  DestinationParentNotFoundException: {
    why: 'The OU was removed during this run.',
    fix: ['check the OUs: diverst org show{given}', 'then run the same command again'],
  },
  DuplicateAccountException: { why: 'The account is already in that OU.', fix: [again] },
  EntityAlreadyExistsException: {
    why: 'IAM already has something with that name. IAM ignores case when it compares names.',
    fix: ['find it in the IAM console, and rename or remove it if it is not yours'],
  },
  FinalizingOrganizationException: {
    why: 'AWS is still setting up the new organization, which takes up to an hour.',
    fix: ['run the same command again in an hour'],
  },
  InvalidInputException: {
    why: 'AWS does not accept a value.',
    fix: ['correct the value that the message names'],
  },
  ValidationError: { why: 'AWS does not accept a value.', fix: ['correct the value that the message names'] },
  LimitExceededException: {
    why: 'A quota of IAM is used up.',
    fix: [
      'find out in the IAM console what uses up the quota that the message names',
      'read which quotas can be raised: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
    ],
  },
  MalformedPolicyDocumentException: {
    why: 'IAM does not accept the policy. It names a principal that does not exist, or that IAM does not see yet.',
    fix: [again],
  },
  NoSuchEntityException: {
    why: 'It was removed during this run, or IAM does not show it yet.',
    fix: [again],
  },
  OpenIdIdpCommunicationErrorException: {
    why: 'AWS could not reach the OIDC issuer. AWS asks the issuer for its certificate when the provider is created.',
    fix: [
      'check the issuer in client.ci of diverst.config.yaml: its address followed by /.well-known/openid-configuration must be public',
      again,
    ],
  },
  OptInRequired: newAccount,
  SubscriptionRequiredException: newAccount,
  PackedPolicyTooLargeException: {
    why: 'The tags and policies of the session are too large.',
    fix: ['use fewer or shorter tags'],
  },
  ParentNotFoundException: {
    why: 'The OU was removed during this run.',
    fix: ['check the OUs: diverst org show{given}'],
  },
  PolicyNotAttachableException: {
    why: 'The policy belongs to an AWS service and cannot be attached.',
    fix: ['correct client.role.managedPolicies in diverst.config.yaml'],
  },
  RegionDisabledException: {
    why: 'STS is not activated in this region for the account.',
    fix: ['use the first region of the partition: add --region us-east-1'],
  },
  RegionMissing: {
    why: 'No AWS region is configured. Global services need a region, too: it decides the partition.',
    fix: [
      'give a region: add --region us-east-1, set AWS_REGION, or set region in diverst.config.yaml or the AWS profile',
    ],
  },
  SandboxStateUnusable: {
    why: 'The sandbox cannot write its state, so the call changed nothing.',
    fix: ['correct the cause, then run the same command again{resumed}'],
  },
  SourceParentNotFoundException: { why: 'The account was moved during this run.', fix: [again] },
  UnmodifiableEntityException: {
    why: 'The role belongs to an AWS service.',
    fix: ['set another client.role.name in diverst.config.yaml'],
  },
  UnsupportedAPIEndpointException: {
    why: 'AWS Organizations is not offered at this endpoint.',
    fix: ['use a region of the partition of the organization: add --region REGION'],
  },
};
