/**
 * The rules of the sandbox's README, found by their heading and their first words, so that the README itself carries
 * no marks. A rule is a list item or a row of a table. A row that several kinds of cases need is named once.
 */
interface Rule {
  readonly heading: string;
  /** As far as no other rule under the heading begins with it. */
  readonly begins: string;
}

const observable = {
  callers: { heading: 'Organizations', begins: 'Only the management account may call' },
  'organizations-permissions': { heading: 'Organizations', begins: 'Permissions are asked' },
  'creation-checks': { heading: 'Organizations', begins: 'CreateAccount' },
  'creation-email': { heading: 'Organizations', begins: 'It ends FAILED' },
  'creation-limits': { heading: 'Organizations', begins: 'At most 5' },
  'access-role': { heading: 'Organizations', begins: 'A new account has the role' },
  'new-organization': { heading: 'Organizations', begins: 'For `timings.organizationSetup`' },
  'states-and-paths': { heading: 'Organizations', begins: 'Accounts and OUs' },
  'organizations-pages': { heading: 'Organizations', begins: 'Pages hold 20' },
  moving: { heading: 'Organizations', begins: 'MoveAccount' },
  units: { heading: 'Organizations', begins: 'OUs:' },
  closing: { heading: 'Organizations', begins: 'CloseAccount' },
  'organizations-tags': { heading: 'Organizations', begins: 'Tags:' },
  'service-principals': { heading: 'Organizations', begins: 'ListDelegatedAdministrators' },
  'policy-types': { heading: 'Organizations', begins: "An organization's AvailablePolicyTypes" },
  leaving: { heading: 'Organizations', begins: 'RemoveAccountFromOrganization' },
  deleting: { heading: 'Organizations', begins: 'DeleteOrganization:' },
  'all-features': { heading: 'Organizations', begins: 'EnableAllFeatures' },
  policies: { heading: 'Organizations', begins: 'Policies:' },
  'trusted-access': { heading: 'Organizations', begins: 'Trusted access' },
  'service-access': { heading: 'Organizations', begins: 'No account is a delegated' },
  handshakes: { heading: 'Organizations', begins: 'There are no handshakes' },

  names: { heading: 'IAM', begins: 'Names are unique' },
  quotas: { heading: 'IAM', begins: 'A group, user or role has 10' },
  grammar: { heading: 'IAM', begins: 'Documents are checked' },
  encoding: { heading: 'IAM', begins: 'Documents come back' },
  principals: { heading: 'IAM', begins: 'A user or role in a trust policy' },
  propagation: { heading: 'IAM', begins: 'What is written counts' },
  'in-use': { heading: 'IAM', begins: 'A thing in use' },
  versions: { heading: 'IAM', begins: 'Version numbers' },
  'iam-pages': { heading: 'IAM', begins: 'Lists go by pages' },
  details: { heading: 'IAM', begins: 'GetAccountAuthorizationDetails' },
  'iam-permissions': { heading: 'IAM', begins: 'Each operation needs the permission' },
  'session-without-mfa': { heading: 'IAM', begins: 'A session of GetSessionToken' },
  'aws-managed': { heading: 'IAM', begins: "AWS's managed policies" },
  'older-parser': { heading: 'IAM', begins: 'The older parser' },
  'resource-arns': { heading: 'IAM', begins: 'Resources are of the partition' },
  'trust-actions': { heading: 'IAM', begins: 'Trust policies have only' },
  boundaries: { heading: 'IAM', begins: 'A permissions boundary' },
  'service-linked-path': { heading: 'IAM', begins: 'No role is made under' },
  'iam-shapes': { heading: 'IAM', begins: 'CreateRole does not report' },
  'request-limits': { heading: 'IAM', begins: 'More than 50 tags' },
  'policy-arns': { heading: 'IAM', begins: "A policy's ARN" },
  'path-prefix': { heading: 'IAM', begins: 'The PathPrefix' },
  'non-members': { heading: 'IAM', begins: 'RemoveUserFromGroup' },
  'last-used': { heading: 'IAM', begins: 'GetAccessKeyLastUsed' },
  'virtual-mfa': { heading: 'IAM', begins: 'A virtual MFA device' },
  passwords: { heading: 'IAM', begins: 'Passwords keep' },
  'instance-profiles': { heading: 'IAM', begins: 'An instance profile' },
  'service-linked': { heading: 'IAM', begins: 'A service-linked role' },
  alias: { heading: 'IAM', begins: 'An account has one alias' },
  'credential-report': { heading: 'IAM', begins: 'A credential report' },

  assuming: { heading: 'STS', begins: 'AssumeRole needs' },
  'role-case': { heading: 'STS', begins: 'Path and name' },
  'root-user': { heading: 'STS', begins: 'The root user' },
  'source-identity': { heading: 'STS', begins: 'SourceIdentity needs' },
  durations: { heading: 'STS', begins: '900 seconds' },
  mfa: { heading: 'STS', begins: 'MFA:' },
  'session-policies': { heading: 'STS', begins: 'Session policies' },
  'session-token': { heading: 'STS', begins: 'GetSessionToken' },
  'caller-identity': { heading: 'STS', begins: 'GetCallerIdentity' },
  'federation-token': { heading: 'STS', begins: 'GetFederationToken' },
  'authorization-message': { heading: 'STS', begins: 'DecodeAuthorizationMessage' },
  'key-info': { heading: 'STS', begins: 'GetAccessKeyInfo' },
  'form-first': { heading: 'STS', begins: 'The form of all parameters' },

  'event-recorded': { heading: 'CloudTrail', begins: 'Every call with' },
  'event-regions': { heading: 'CloudTrail', begins: 'Calls of IAM' },
  'event-shared': { heading: 'CloudTrail', begins: 'A successful AssumeRole' },
  'event-identity': { heading: 'CloudTrail', begins: '`userIdentity`' },
  'event-parameters': { heading: 'CloudTrail', begins: '`requestParameters`' },
  'lookup-order': { heading: 'CloudTrail', begins: 'LookupEvents shows' },
  'lookup-pages': { heading: 'CloudTrail', begins: 'NextToken goes' },
  'lookup-attributes': { heading: 'CloudTrail', begins: 'One attribute' },
  'lookup-resources': { heading: 'CloudTrail', begins: 'Resources are what' },
  'lookup-errors': { heading: 'CloudTrail', begins: 'What is asked for wrongly' },
  'lookup-permission': { heading: 'CloudTrail', begins: 'LookupEvents needs' },
  'event-delay': { heading: 'CloudTrail', begins: 'An event is seen' },
  'new-trail': { heading: 'CloudTrail', begins: 'CreateTrail makes' },
  'trail-names': { heading: 'CloudTrail', begins: "A trail's name" },
  'trail-bucket': { heading: 'CloudTrail', begins: 'The bucket must be there' },
  'organization-trail': { heading: 'CloudTrail', begins: 'A trail for the organization' },
  'trail-without-access': { heading: 'CloudTrail', begins: 'When trusted access ends' },
  'shadow-trails': { heading: 'CloudTrail', begins: 'Members have' },
  'trail-arns': { heading: 'CloudTrail', begins: 'A name stands' },
  'shadow-changes': { heading: 'CloudTrail', begins: 'Shadows cannot' },
  'trail-status': { heading: 'CloudTrail', begins: 'While a trail logs' },
  'event-selectors': { heading: 'CloudTrail', begins: 'A trail selects' },
  'trail-permissions': { heading: 'CloudTrail', begins: 'Each operation needs its permission' },

  'bucket-names': { heading: 'S3', begins: "A bucket's name" },
  'bucket-taken': { heading: 'S3', begins: 'Names are unique' },
  'bucket-location': { heading: 'S3', begins: 'The region is that' },
  'bucket-elsewhere': { heading: 'S3', begins: 'Elsewhere than' },
  'new-bucket': { heading: 'S3', begins: 'A new bucket' },
  'bucket-owner': { heading: 'S3', begins: 'The expected owner' },
  'bucket-permissions': { heading: 'S3', begins: 'Each operation needs its permission' },
  'bucket-policies': { heading: 'S3', begins: "A bucket's policy counts" },
  'bucket-policy-form': { heading: 'S3', begins: 'Bucket policies are checked' },
  'public-policies': { heading: 'S3', begins: 'With BlockPublicPolicy' },
  'bucket-not-set': { heading: 'S3', begins: 'What is not set' },
  'bucket-tags': { heading: 'S3', begins: 'Tags are replaced' },
  'bucket-settings': { heading: 'S3', begins: 'Versioning can be' },

  evaluation: { heading: 'Authorization', begins: 'An explicit deny' },
  trust: { heading: 'Authorization', begins: 'A trust policy must always allow' },
  'who-is-meant': { heading: 'Authorization', begins: 'Principals:' },
  actions: { heading: 'Authorization', begins: 'Actions are compared' },
  resources: { heading: 'Authorization', begins: 'Resources are compared' },
  variables: { heading: 'Authorization', begins: 'Policy variables' },
  conditions: { heading: 'Authorization', begins: 'Conditions:' },
  keys: { heading: 'Authorization', begins: 'Global keys' },
  wording: { heading: 'Authorization', begins: 'A refusal says' },

  signatures: { heading: 'Wire', begins: 'Signatures are' },
  addressing: { heading: 'Wire', begins: 'A bucket is named' },
  's3-signatures': { heading: 'Wire', begins: "S3's signatures" },
  'session-ends': { heading: 'Wire', begins: 'Sessions are stored nowhere' },
  'required-members': { heading: 'Wire', begins: 'A required member' },
  'error-status': { heading: 'Wire', begins: '`SandboxError` may name' },
} as const satisfies Readonly<Record<string, Rule>>;

export type RuleId = keyof typeof observable;

export const rules: Readonly<Record<RuleId, Rule>> = observable;

interface Unobservable extends Rule {
  readonly because: string;
}

const injected = 'a fault that a test injects: on AWS it comes by itself or not at all';

/** Rules that no client of the SDK can distinguish on AWS. */
export const unobservable: readonly Unobservable[] = [
  {
    heading: 'Wire',
    begins: 'The service is the one',
    because: 'AWS has one host for each service; the sandbox has one for all',
  },
  {
    heading: 'Wire',
    begins: 'An error that is not',
    because: 'a mistake of the sandbox itself, which AWS does not have',
  },
  {
    heading: 'Wire',
    begins: '`serveSandbox` listens',
    because: 'how the sandbox is reached on this machine',
  },
  ...[
    '`throttle`',
    '`error`',
    '`reset`',
    '`http500`',
    '`noReply`',
    '`truncated`',
    '`stale`',
    '`delay`',
    '`hook`',
  ].map((begins) => ({ heading: 'Faults', begins, because: injected })),
];
