import type { Resource } from '@aws-sdk/client-cloudtrail';
import type { Fields, TrailEvent } from './trail-event.ts';

/**
 * The `Username` of an event: of a role's session it is the session's name.
 * https://docs.aws.amazon.com/cli/latest/reference/cloudtrail/lookup-events.html
 */
export function usernameOf({ userIdentity }: TrailEvent): string | undefined {
  const { type, principalId = '', userName } = userIdentity;
  if (type === 'Root') return 'root';
  if (type === 'AssumedRole' || type === 'FederatedUser') {
    return principalId.includes(':') ? principalId.slice(principalId.indexOf(':') + 1) : userName;
  }
  return userName;
}

/** What fields name in the requests and answers of a service, wherever they are in them: type by field. */
type Named = Readonly<Record<string, string>>;

const accessKey: Named = { accessKeyId: 'AWS::IAM::AccessKey' };

const namedBy: Readonly<Record<string, Named>> = {
  'iam.amazonaws.com': {
    ...accessKey,
    userName: 'AWS::IAM::User',
    userId: 'AWS::IAM::User',
    groupName: 'AWS::IAM::Group',
    groupId: 'AWS::IAM::Group',
    roleName: 'AWS::IAM::Role',
    roleId: 'AWS::IAM::Role',
    policyArn: 'AWS::IAM::Policy',
    policyId: 'AWS::IAM::Policy',
    serialNumber: 'AWS::IAM::MFADevice',
    instanceProfileName: 'AWS::IAM::InstanceProfile',
    instanceProfileId: 'AWS::IAM::InstanceProfile',
  },
  'sts.amazonaws.com': {
    ...accessKey,
    roleArn: 'AWS::IAM::Role',
    roleSessionName: 'AWS::STS::AssumedRole',
    assumedRoleId: 'AWS::STS::AssumedRole',
    federatedUserId: 'AWS::STS::FederatedUser',
  },
  'organizations.amazonaws.com': {
    accountId: 'AWS::Organizations::Account',
    organizationalUnitId: 'AWS::Organizations::OrganizationalUnit',
    policyId: 'AWS::Organizations::Policy',
  },
  'cloudtrail.amazonaws.com': {
    trailARN: 'AWS::CloudTrail::Trail',
    s3BucketName: 'AWS::S3::Bucket',
  },
  's3.amazonaws.com': { bucketName: 'AWS::S3::Bucket' },
};

/** Of what these members of an answer are, which have an ARN, a name or an id that says less than it. */
const entities: Readonly<Record<string, { readonly type: string; readonly fields: readonly string[] }>> = {
  user: { type: 'AWS::IAM::User', fields: ['arn'] },
  group: { type: 'AWS::IAM::Group', fields: ['arn'] },
  role: { type: 'AWS::IAM::Role', fields: ['arn'] },
  policy: { type: 'AWS::IAM::Policy', fields: ['arn', 'policyName'] },
  instanceProfile: { type: 'AWS::IAM::InstanceProfile', fields: ['arn'] },
  assumedRoleUser: { type: 'AWS::STS::AssumedRole', fields: ['arn'] },
  federatedUser: { type: 'AWS::STS::FederatedUser', fields: ['arn'] },
  organizationalUnit: { type: 'AWS::Organizations::OrganizationalUnit', fields: ['id', 'arn'] },
};

/**
 * What an event is about, as LookupEvents finds it: names, ids and ARNs out of request and answer, and what the event
 * itself lists.
 */
export function resourcesOf(event: TrailEvent): Resource[] {
  const found = new Map<string, Resource>();
  const add = (type: string, name: unknown) => {
    if (typeof name === 'string' && name !== '')
      found.set(`${type} ${name}`, { ResourceType: type, ResourceName: name });
  };
  const named = own(namedBy, event.eventSource);
  const walk = (fields: Fields | null) => {
    for (const [field, value] of Object.entries(fields ?? {})) {
      const type = own(named, field);
      if (type !== undefined) add(type, value);
      if (!isFields(value)) continue;
      const entity = own(entities, field);
      for (const name of entity?.fields ?? []) add(entity?.type ?? '', value[name]);
      walk(value);
    }
  };
  if (named !== undefined) {
    walk(event.requestParameters);
    walk(event.responseElements);
  }
  for (const { type = '', ARN } of event.resources ?? []) add(type, ARN);
  return [...found.values()];
}

function own<T>(table: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
