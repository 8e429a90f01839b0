import { certificateErrors } from '../network/certificate-errors.ts';

/** What an error means and what a person does about it. `{profile}` becomes ` --profile NAME` where one is in use. */
export interface Advice {
  readonly why?: string;
  readonly fix: readonly string[];
}

const again = 'run the same command again in a minute: it continues where it stopped';
const signIn: Advice = {
  why: 'The credentials have expired.',
  fix: ['sign in again (for IAM Identity Center: aws sso login{profile}), then run the same command again'],
};
const wrongKey: Advice = {
  why: 'AWS does not know the access key, or it was deactivated.',
  fix: [
    'check who you are: aws sts get-caller-identity{profile}',
    'correct the profile in ~/.aws/credentials',
  ],
};
const wrongSignature: Advice = {
  why: 'The secret access key does not belong to the access key, or this clock is wrong by more than five minutes.',
  fix: ['set the clock', 'correct the profile in ~/.aws/credentials'],
};
const throttled: Advice = {
  why: 'AWS kept throttling, also after several repetitions.',
  fix: [again, 'find what else is calling the same API in this account'],
};
const serviceFault: Advice = {
  why: 'AWS had an internal error, and repeating did not help.',
  fix: [again, 'look at https://health.aws.amazon.com/ for the service'],
};
const network: Advice = {
  why: 'The connection to AWS broke or no answer came.',
  fix: ['check the network, the proxy and AWS_ENDPOINT_URL', again],
};
const unresolved: Advice = {
  why: 'The host of AWS could not be reached.',
  fix: ['check the network, DNS, the proxy, the region and AWS_ENDPOINT_URL'],
};
const untrusted: Advice = {
  why: 'The certificate of the server is not trusted, so nothing was sent.',
  fix: [
    'if your company inspects TLS, name its certificates: AWS_CA_BUNDLE=FILE, ca_bundle in the AWS profile, or NODE_EXTRA_CA_CERTS=FILE',
    'otherwise do not continue in this network',
  ],
};
const noProxy: Advice = {
  why: 'The proxy could not be reached, so nothing was sent.',
  fix: ['correct HTTPS_PROXY or HTTP_PROXY', 'or list the hosts that need no proxy in NO_PROXY'],
};
const newAccount: Advice = {
  why: 'AWS has not finished setting up the account for this service.',
  fix: ['wait some minutes', again],
};
const changedMeanwhile: Advice = {
  why: 'Somebody else is changing the same thing, and repeating did not help.',
  fix: [again],
};

const removeKeys = 'remove the keys: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN';
const endedKeys: Advice = {
  why: 'The session of the keys in the environment has ended.',
  fix: [removeKeys, 'then run the same command again with new keys, or with --profile NAME'],
};
const unknownKeys: Advice = {
  why: 'AWS does not know the access key of the environment, or AWS_SESSION_TOKEN belongs to other keys.',
  fix: [
    'if the access key is of an IAM user, remove the session token: unset AWS_SESSION_TOKEN',
    `otherwise ${removeKeys}`,
  ],
};

const mismatchedKeys: Advice = {
  why: 'AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or this clock is wrong by more than five minutes.',
  fix: ['set the clock', 'correct AWS_SECRET_ACCESS_KEY'],
};

/** What is different where keys of the environment signed. */
export const adviceForEnvironmentKeys: Readonly<Record<string, Advice>> = {
  ExpiredToken: endedKeys,
  ExpiredTokenException: endedKeys,
  InvalidClientTokenId: unknownKeys,
  UnrecognizedClientException: unknownKeys,
  InvalidSignatureException: mismatchedKeys,
  SignatureDoesNotMatch: mismatchedKeys,
};

/**
 * By the SDK's name of the exception, or Node's code of a network error. What to do about a denial is in `explain.ts`.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/CommonErrors.html and each operation's "Errors".
 */
export const adviceByCode: Readonly<Record<string, Advice>> = {
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
  CredentialsProviderError: {
    why: 'No AWS credentials were found, or the profile that signs gets its own from diverst.',
    fix: [
      'name a profile of your own: --profile NAME, AWS_PROFILE, or profiles.management and profiles.ops in diverst.config.yaml',
      'try it without AWS: add --sandbox',
    ],
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
  ExpiredToken: signIn,
  ExpiredTokenException: signIn,
  RequestExpired: wrongSignature,
  FinalizingOrganizationException: {
    why: 'The organization is new and AWS is still setting it up; that takes up to an hour.',
    fix: ['run the same command again in an hour'],
  },
  InvalidClientTokenId: wrongKey,
  UnrecognizedClientException: wrongKey,
  IncompleteSignature: wrongSignature,
  InvalidSignatureException: wrongSignature,
  SignatureDoesNotMatch: wrongSignature,
  MissingAuthenticationToken: wrongKey,
  MissingAuthenticationTokenException: wrongKey,
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
  ServiceException: serviceFault,
  ServiceFailureException: serviceFault,
  ServiceUnavailable: serviceFault,
  ServiceUnavailableException: serviceFault,
  InternalFailure: serviceFault,
  SandboxStateUnusable: {
    why: 'The sandbox cannot keep its state, so the call changed nothing.',
    fix: ['then run the same command again: it continues where it stopped'],
  },
  InternalServerError: serviceFault,
  SourceParentNotFoundException: { why: 'Somebody moved the account meanwhile.', fix: [again] },
  SlowDown: throttled,
  Throttling: throttled,
  ThrottlingException: throttled,
  TooManyRequestsException: throttled,
  UnmodifiableEntityException: {
    why: 'The role belongs to an AWS service.',
    fix: ['choose another client.role.name in diverst.config.yaml'],
  },
  UnsupportedAPIEndpointException: {
    why: 'AWS Organizations is not offered at this endpoint.',
    fix: ['use a region of the organization’s partition'],
  },
  NotSentInTime: {
    why: 'AWS takes only so many calls a second, and the time of this run ends before the turn of this one.',
    fix: ['give it more time: --timeout', again],
  },
  UnreadableAnswer: { why: 'AWS’s answer could not be read.', fix: [again] },
  TimeoutError: network,
  ...Object.fromEntries(certificateErrors.map((code) => [code, untrusted])),
  PROXY_UNREACHABLE: noProxy,
  PROXY_REFUSED: {
    why: 'The proxy did not open a connection to AWS, so nothing was sent.',
    fix: ['ask who runs the proxy to allow the host that the message names, port 443', ...noProxy.fix],
  },
  PROXY_AUTHENTICATION_REQUIRED: {
    why: 'The proxy asks for a user name and a password, so nothing was sent.',
    fix: ['add them to the address of the proxy: HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT'],
  },
  ECONNRESET: network,
  EPIPE: network,
  ETIMEDOUT: network,
  ECONNREFUSED: unresolved,
  ENOTFOUND: unresolved,
  EAI_AGAIN: unresolved,
};

/**
 * By the `Reason` of ConstraintViolationException and InvalidInputException.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_ConstraintViolationException.html
 */
export const constraintAdvice: Readonly<Record<string, Advice>> = {
  ACCOUNT_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization holds as many accounts as its quota allows.',
    fix: [
      'in the management account, raise "Default maximum number of accounts": https://console.aws.amazon.com/servicequotas/',
    ],
  },
  ACCOUNT_CREATION_RATE_LIMIT_EXCEEDED: {
    why: 'Too many accounts are being created at once (AWS allows five).',
    fix: [again],
  },
  CREATE_ORGANIZATION_IN_BILLING_MODE_UNSUPPORTED_REGION: { fix: ['use --region us-east-1'] },
  PAYMENT_INSTRUMENT_REQUIRED: {
    why: 'The management account has no valid payment method.',
    fix: ['add one: https://console.aws.amazon.com/billing/home#/paymentmethods'],
  },
  ACCOUNT_CREATION_NOT_COMPLETE: {
    why: 'The management account’s own sign-up is not complete.',
    fix: [
      'complete the sign-up (contact address, payment method, telephone), then run the same command again',
    ],
  },
  EMAIL_VERIFICATION_CODE_EXPIRED: { fix: ['verify the management account’s e-mail address again'] },
  MANAGEMENT_ACCOUNT_EMAIL_NOT_VERIFIED: {
    why: 'The management account’s e-mail address is not verified.',
    fix: ['verify it: https://console.aws.amazon.com/organizations/'],
  },
  INVALID_EMAIL_ADDRESS_TARGET: {
    why: 'AWS does not accept the e-mail address.',
    fix: ['give another one: --email'],
  },
  INVALID_ROLE_NAME: { fix: ['correct organization.accessRole in diverst.config.yaml'] },
  MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
    why: 'The OU has as many policies of this type as AWS allows.',
    fix: [
      'merge or detach some of them: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html',
    ],
  },
  POLICY_CONTENT_LIMIT_EXCEEDED: {
    why: 'The policy is longer than AWS allows.',
    fix: ['shorten the lists of guardrails in diverst.config.yaml'],
  },
  POLICY_NUMBER_LIMIT_EXCEEDED: {
    why: 'The organization has as many policies of this type as AWS allows.',
    fix: ['delete policies that are attached to nothing'],
  },
  CLOSE_ACCOUNT_REQUESTS_LIMIT_EXCEEDED: {
    why: 'AWS closes three accounts at a time, and as many are being closed now. That takes from minutes to hours.',
    fix: [
      'run the same command again in some hours',
      'see which accounts are being closed: diverst client list --closed{profile}',
    ],
  },
  CLOSE_ACCOUNT_QUOTA_EXCEEDED: {
    why: 'Within 30 days, AWS closes 250 accounts of an organization, or 20 % of its accounts if that is more. The quota cannot be raised.',
    fix: ['run the same command again later, when 30 days have passed since earlier closures'],
  },
  CANNOT_CLOSE_MANAGEMENT_ACCOUNT: {
    why: 'The management account cannot be closed as a member of its organization.',
    fix: ['name a client: diverst client list{profile}'],
  },
  ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: {
    why: 'AWS does this only in an organization with all features.',
    fix: ['enable all features: https://console.aws.amazon.com/organizations/v2/home/settings'],
  },
  WAIT_PERIOD_ACTIVE: {
    why: 'An account that was created has to be four days old.',
    fix: ['run the same command again once the account is four days old'],
  },
  OU_DEPTH_LIMIT_EXCEEDED: { why: 'OUs nest five deep at the most.', fix: ['move the OU up'] },
};
