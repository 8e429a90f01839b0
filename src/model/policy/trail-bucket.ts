import { comparePolicies } from './compare.ts';
import {
  type Policy,
  type Principal,
  parsePolicy,
  type Statement,
  type StatementDocument,
} from './document.ts';
import { ONLY_TLS } from './known-context.ts';

/*
 * What lets CloudTrail write the log files of an organization's trail into a bucket.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html#org-trail-bucket-policy
 */

const cloudTrail = 'cloudtrail.amazonaws.com';

/** Names of the statements that this program writes; every other statement of a bucket was written by others. */
const sids = ['DiverstTrailAcl', 'DiverstTrailManagement', 'DiverstTrailOrganization'] as const;

export interface TrailBucket {
  readonly partition: string;
  readonly bucket: string;
  /** Of the trail's log files in it; null where they begin at its top. */
  readonly prefix: string | null;
  /** Of the trail, with the management account's id. */
  readonly trailArn: string;
  readonly managementAccountId: string;
  readonly organizationId: string;
}

/** The statements that the trail needs. */
export function trailStatements(trail: TrailBucket): readonly StatementDocument[] {
  const { partition, bucket, prefix, trailArn, managementAccountId, organizationId } = trail;
  const arn = `arn:${partition}:s3:::${bucket}`;
  const top = prefix === null ? arn : `${arn}/${prefix}`;
  const source = { 'aws:SourceArn': trailArn };
  const write = (Sid: string, folder: string): StatementDocument => ({
    Sid,
    Effect: 'Allow',
    Principal: { Service: cloudTrail },
    Action: 's3:PutObject',
    Resource: `${top}/AWSLogs/${folder}/*`,
    Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', ...source } },
  });
  const [acl, management, organization] = sids;
  return [
    {
      Sid: acl,
      Effect: 'Allow',
      Principal: { Service: cloudTrail },
      Action: 's3:GetBucketAcl',
      Resource: arn,
      Condition: { StringEquals: source },
    },
    // For the time in which the trail may be one of the management account alone.
    write(management, managementAccountId),
    write(organization, organizationId),
  ];
}

export interface TrailBucketPolicy {
  /** JSON: the policy that is there, with what the trail needs. */
  readonly document: string;
  /** Whether the policy that is there lets CloudTrail do all that the trail needs. */
  readonly isEnough: boolean;
}

/**
 * The policy of a bucket, with what the trail needs added to it. Statements of others stay as they are.
 * @param held JSON, as S3 keeps it; null where there is none
 * @returns null for a policy that can't be read, to which nothing can be added
 */
export function withTrail(held: string | null, trail: TrailBucket): TrailBucketPolicy | null {
  const own = trailStatements(trail);
  const written = (statements: readonly unknown[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements });
  if (held === null) return { document: written(own), isEnough: false };
  const parsed = parsePolicy(held);
  if (!parsed.ok) return null;
  const json: { readonly Statement: OneOrMore<Held> } = JSON.parse(held);
  const statements = [json.Statement].flat();
  const others = statements.flatMap((statement): readonly object[] => {
    const { Sid, ...rest } = statement;
    if (!sids.some((sid) => sid === Sid)) return [statement];
    // What another trail writes by stays, without the name that is taken.
    return isOfAnother(statement, trail.trailArn) ? [rest] : [];
  });
  // Without a version, `${…}` in the others is plain text: it stays what it is.
  const document = JSON.stringify({ ...json, Statement: [...others, ...own] });
  return { document, isEnough: allows(parsed.policy, written(own)) };
}

type OneOrMore<T> = T | readonly T[];

interface Held {
  readonly Sid?: string;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
}

function isOfAnother({ Condition }: Held, trailArn: string): boolean {
  const source = Condition?.StringEquals?.['aws:SourceArn'];
  return source !== undefined && source !== trailArn;
}

/** Whether a bucket's policy gives CloudTrail all that another one does. */
function allows(policy: Policy, needed: string): boolean {
  const parsed = parsePolicy(needed);
  if (!parsed.ok) return false;
  const { verdict, missing } = comparePolicies(ofCloudTrail(policy), ofCloudTrail(parsed.policy), {
    kind: 'identity',
    actions: ['s3:GetBucketAcl', 's3:PutObject'],
    known: ONLY_TLS,
  });
  return missing.length === 0 && (verdict === 'equal' || verdict === 'broader');
}

/** What a bucket's policy says of CloudTrail, as if it were a policy that CloudTrail has. */
function ofCloudTrail({ version, statements }: Policy): Policy {
  return {
    version,
    statements: statements.flatMap((statement): readonly Statement[] => {
      if (!concerns(statement)) return [];
      const { principals: _named, notPrincipals: _others, ...rest } = statement;
      return [rest];
    }),
  };
}

/** An Allow has to name the service; a Deny of everybody is one of the service, too. */
function concerns({ effect, principals, notPrincipals }: Statement): boolean {
  if (notPrincipals !== undefined) return effect === 'Deny' && !notPrincipals.some(isCloudTrail);
  return (principals ?? []).some(
    (principal) => isCloudTrail(principal) || (effect === 'Deny' && principal.value === '*'),
  );
}

function isCloudTrail({ type, value }: Principal): boolean {
  return type === 'Service' && value === cloudTrail;
}
