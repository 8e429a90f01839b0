import { type Advice, again, commonAdvice } from './common-advice.ts';

const newAccount: Advice = {
  why: 'AWS has not finished setting up the account for this service.',
  fix: ['wait some minutes', again],
};
const changedMeanwhile: Advice = {
  why: 'Somebody else is changing the same thing, and repeating did not help.',
  fix: [again],
};

/**
 * By the SDK's name of the exception, or Node's code of a network error. What to do about a denial is in `explain.ts`.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html and each operation's "Errors".
 */
export const adviceByCode: Readonly<Record<string, Advice>> = {
  ...commonAdvice,
  AccessDeniedForDependencyException: {
    why: 'AWS Organizations may not create its service-linked role.',
    fix: ['allow iam:CreateServiceLinkedRole to the caller'],
  },
  AccountAlreadyClosedException: {
    why: 'The account is closed already.',
    fix: ['list closed accounts: diverst client list --closed{profile}'],
  },
  AccountNotFoundException: {
    why: 'The account does not exist in this organization, or does not show yet.',
    fix: [again, 'check with: aws organizations list-accounts{profile}'],
  },
  AccountNotManagementOrDelegatedAdministratorException: {
    why: 'Only the management account, or an account to which IAM is delegated, manages root users of others.',
    fix: ['use the management account’s profile'],
  },
  AWSOrganizationsNotInUseException: {
    why: 'The account is not part of an organization.',
    fix: [
      'use the management account’s profile',
      'for a new organization with all features: diverst org init{profile}',
    ],
  },
  CloudTrailAccessNotEnabledException: {
    why: 'CloudTrail has no trusted access to the organization, or does not see it yet.',
    fix: [again],
  },
  ConflictException: {
    why: 'AWS is still busy with the same thing: a trail that it is loading, or an account that it is closing; or somebody else is changing it.',
    fix: [again],
  },
  InsufficientDependencyServiceAccessPermissionException: {
    why: 'CloudTrail may not create its service-linked role, or may not read the organization.',
    fix: ['allow iam:CreateServiceLinkedRole and iam:GetRole to the caller'],
  },
  InsufficientS3BucketPolicyException: {
    why: 'The policy of the bucket does not let CloudTrail write the log files.',
    fix: [
      'look for a Deny in it: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html',
      'or choose another bucket as trail.bucket in diverst.config.yaml',
    ],
  },
  MaximumNumberOfTrailsExceededException: {
    why: 'The region has as many trails as AWS allows, which is five.',
    fix: [
      'delete a trail that is not needed: aws cloudtrail describe-trails{profile}',
      'or use another region: --region REGION',
    ],
  },
  NoManagementAccountSLRExistsException: {
    why: 'The management account lacks the service-linked role of AWS Organizations.',
    fix: [
      'create it: aws iam create-service-linked-role --aws-service-name organizations.amazonaws.com{profile}',
    ],
  },
  OrganizationNotFoundException: {
    why: 'IAM does not see an organization that the account is part of, or does not see it yet.',
    fix: [again],
  },
  OrganizationNotInAllFeaturesModeException: {
    why: 'The organization lacks features, and without all of them there is no central root access.',
    fix: [
      'enable all features: https://console.aws.amazon.com/organizations/v2/home/settings',
      'or set organization.centralRootAccess: false in diverst.config.yaml',
    ],
  },
  OperationAborted: { why: 'S3 is still busy with an earlier change of the bucket.', fix: [again] },
  ServiceAccessNotEnabledException: {
    why: 'IAM has no trusted access to the organization, or does not see it yet.',
    fix: [again, 'enable it: diverst org repair --only root-management'],
  },
  S3BucketDoesNotExistException: { why: 'CloudTrail does not see the bucket yet.', fix: [again] },
  TooManyBuckets: {
    why: 'The account has as many buckets as its quota allows.',
    fix: [
      'raise the quota of S3 general purpose buckets: https://console.aws.amazon.com/servicequotas/',
      'or name a bucket of yours as trail.bucket in diverst.config.yaml',
    ],
  },
  TrailNotFoundException: {
    why: 'The trail was removed meanwhile, or does not show yet.',
    fix: [again],
  },
  DuplicatePolicyException: {
    why: 'The organization has another policy of that name, or one that does not show yet.',
    fix: [again],
  },
  ChildNotFoundException: { why: 'The account does not show in the organization yet.', fix: [again] },
  ConcurrentModificationException: changedMeanwhile,
  PolicyChangesInProgressException: changedMeanwhile,
  PolicyNotFoundException: {
    why: 'The policy was removed meanwhile, or does not show yet.',
    fix: [again],
  },
  PolicyTypeNotAvailableForOrganizationException: {
    why: 'Policies of this type need an organization with all features, and are not offered everywhere.',
    fix: [
      'enable all features: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_org_support-all-features.html',
      'or leave out guardrails in diverst.config.yaml: guardrails: false',
    ],
  },
  PolicyTypeNotEnabledException: {
    why: 'The type of the policy was disabled meanwhile, or AWS is still enabling it.',
    fix: [again],
  },
  TargetNotFoundException: {
    why: 'The OU or account was removed meanwhile, or does not show yet.',
    fix: [again],
  },
  ConstraintViolationException: {
    why: 'A rule or quota of AWS Organizations forbids it.',
    fix: ['read the message; quotas are raised at https://console.aws.amazon.com/servicequotas/'],
  },
  CreateAccountStatusNotFoundException: {
    why: 'AWS does not know the creation request, or not yet.',
    fix: [again],
  },
  DeleteConflictException: {
    why: 'The thing is still in use.',
    fix: ['look at what uses it in the IAM console'],
  },
  DestinationParentNotFoundException: {
    why: 'The OU was removed meanwhile.',
    fix: ['look at the OUs in the AWS Organizations console, then run the same command again'],
  },
  DuplicateAccountException: { why: 'The account is already there.', fix: [again] },
  EntityAlreadyExistsException: {
    why: 'IAM has something of that name; names differ not only by case.',
    fix: ['look at it in the IAM console, and rename or remove it if it is not yours'],
  },
  FinalizingOrganizationException: {
    why: 'The organization is new and AWS is still setting it up; that takes up to an hour.',
    fix: ['run the same command again in an hour'],
  },
  InvalidInputException: {
    why: 'AWS does not accept a value.',
    fix: ['correct the value that the message names'],
  },
  ValidationError: { why: 'AWS does not accept a value.', fix: ['correct the value that the message names'] },
  LimitExceededException: {
    why: 'A quota of IAM is full.',
    fix: [
      'look at what fills it in the IAM console',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html',
    ],
  },
  MalformedPolicyDocumentException: {
    why: 'IAM does not accept the policy; it names a principal that does not exist, or not yet.',
    fix: [again],
  },
  NoSuchEntityException: {
    why: 'Something was removed meanwhile, or does not show yet.',
    fix: [again],
  },
  OpenIdIdpCommunicationErrorException: {
    why: 'AWS could not reach the OIDC issuer, which it asks for a certificate when the provider is created.',
    fix: [
      'check the issuer in client.ci of diverst.config.yaml: its address with /.well-known/openid-configuration must be public',
      again,
    ],
  },
  OptInRequired: newAccount,
  SubscriptionRequiredException: newAccount,
  PackedPolicyTooLargeException: {
    why: 'The session’s tags and policies are too large.',
    fix: ['use fewer or shorter tags'],
  },
  ParentNotFoundException: {
    why: 'The OU was removed meanwhile.',
    fix: ['look at the OUs in the AWS Organizations console'],
  },
  PolicyNotAttachableException: {
    why: 'The policy belongs to an AWS service and cannot be attached.',
    fix: ['correct client.role.managedPolicies in diverst.config.yaml'],
  },
  RegionDisabledException: {
    why: 'STS is not activated in this region for the account.',
    fix: ['use --region us-east-1 (or the partition’s first region)'],
  },
  RegionMissing: {
    why: 'No AWS region is configured; even global services need one to be found.',
    fix: ['name one: --region us-east-1, AWS_REGION, or region in diverst.config.yaml or the AWS profile'],
  },
  SandboxStateUnusable: {
    why: 'The sandbox cannot keep its state, so the call changed nothing.',
    fix: ['then run the same command again: it continues where it stopped'],
  },
  SourceParentNotFoundException: { why: 'Somebody moved the account meanwhile.', fix: [again] },
  UnmodifiableEntityException: {
    why: 'The role belongs to an AWS service.',
    fix: ['choose another client.role.name in diverst.config.yaml'],
  },
  UnsupportedAPIEndpointException: {
    why: 'AWS Organizations is not offered at this endpoint.',
    fix: ['use a region of the organization’s partition'],
  },
};
