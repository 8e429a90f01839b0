import type { RawEvent, Resource } from './event.ts';
import { type Fields, fieldsOf, textOf } from './fields.ts';

/** Members of a request that name what it is about, what matters most first, with the word for it. */
const named: readonly (readonly [string, string])[] = [
  ['roleName', 'role'],
  ['roleArn', 'role'],
  ['userName', 'user'],
  ['groupName', 'group'],
  ['instanceProfileName', 'instance profile'],
  ['policyArn', 'policy'],
  ['policyName', 'policy'],
  ['accessKeyId', 'access key'],
  ['serialNumber', 'MFA device'],
  ['openIDConnectProviderArn', 'OIDC provider'],
  ['sAMLProviderArn', 'SAML provider'],
  ['bucketName', 'bucket'],
  ['functionName', 'function'],
  ['dBInstanceIdentifier', 'database'],
  ['tableName', 'table'],
  ['stackName', 'stack'],
  ['trailName', 'trail'],
  ['secretId', 'secret'],
  ['keyId', 'key'],
  ['instanceId', 'instance'],
  ['groupId', 'security group'],
  ['vpcId', 'VPC'],
  ['subnetId', 'subnet'],
  ['clusterName', 'cluster'],
  ['repositoryName', 'repository'],
  ['topicArn', 'topic'],
  ['queueUrl', 'queue'],
  ['hostedZoneId', 'hosted zone'],
  ['logGroupName', 'log group'],
];

/** Words for the types that LookupEvents gives to the same things. */
const words: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'role',
  'AWS::IAM::User': 'user',
  'AWS::IAM::Group': 'group',
  'AWS::IAM::Policy': 'policy',
  'AWS::IAM::InstanceProfile': 'instance profile',
  'AWS::IAM::AccessKey': 'access key',
  'AWS::IAM::MfaDevice': 'MFA device',
  'AWS::STS::AssumedRole': 'session',
  'AWS::S3::Bucket': 'bucket',
  'AWS::Lambda::Function': 'function',
  'AWS::RDS::DBInstance': 'database',
  'AWS::DynamoDB::Table': 'table',
  'AWS::CloudFormation::Stack': 'stack',
  'AWS::CloudTrail::Trail': 'trail',
  'AWS::KMS::Key': 'key',
  'AWS::EC2::Instance': 'instance',
  'AWS::EC2::SecurityGroup': 'security group',
  'AWS::EC2::VPC': 'VPC',
  'AWS::EC2::Subnet': 'subnet',
};

/**
 * What an event is about: by the request, then what else LookupEvents lists. The same thing is often listed by name,
 * by ARN and by its unique id: it is kept once, by what came first.
 */
export function subjectsOf(record: Fields, listed: RawEvent['resources']): readonly Resource[] {
  const asked = fieldsOf(record.requestParameters);
  const found: Resource[] = [];
  const add = (type: string, name: string | null) => {
    if (name === null) return;
    const isKnown = found.some(
      (one) => one.type === type && (lastPart(one.name) === lastPart(name) || uniqueId.test(name)),
    );
    if (!isKnown) found.push({ type, name });
  };
  for (const [member, type] of named) add(type, textOf(asked[member]));
  for (const { type, name } of listed) add(words[type ?? ''] ?? type ?? 'resource', name);
  const refused = found.length === 0 ? refusedResource(record) : null;
  if (refused !== null) add(arnType(refused), refused);
  return found;
}

/**
 * What a call was refused on: AWS leaves the request out of the record, and names it in the message only. IAM names its
 * own things by a word and the name.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function refusedResource(record: Fields): string | null {
  const message = textOf(record.errorMessage) ?? '';
  const [, name] =
    / on resource: (?:(?:role|user|group|policy|instance profile) )?([^\s*]+)/.exec(message) ?? [];
  return name ?? null;
}

/** `role` of `arn:aws:iam::123456789012:role/deploy`. */
function arnType(name: string): string {
  const [, type] = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:([a-z-]+)[/:]/.exec(name) ?? [];
  return type ?? 'resource';
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const uniqueId = /^A(GPA|IDA|IPA|NPA|NVA|ROA|SCA)[A-Z0-9]{12,}/;

/** `deploy` of `arn:aws:iam::123456789012:role/ci/deploy`; anything that is no ARN as it is. */
export function lastPart(name: string): string {
  if (!name.startsWith('arn:')) return name;
  const resource = name.split(':').slice(5).join(':');
  // No regular expression: a name may be as long as a record is, and anybody can give one.
  return resource.slice(Math.max(resource.lastIndexOf('/'), resource.lastIndexOf(':')) + 1);
}
