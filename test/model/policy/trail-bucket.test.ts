import { describe, expect, it } from 'vitest';
import { type TrailBucket, trailStatements, withTrail } from '../../../src/model/policy/trail-bucket.ts';

const trail: TrailBucket = {
  partition: 'aws',
  bucket: 'o-exampleorg1-111111111111-cloudtrail',
  prefix: null,
  trailArn: 'arn:aws:cloudtrail:eu-central-1:111111111111:trail/all',
  managementAccountId: '111111111111',
  organizationId: 'o-exampleorg1',
};
const arn = `arn:aws:s3:::${trail.bucket}`;
const policy = (...Statement: readonly unknown[]) => JSON.stringify({ Version: '2012-10-17', Statement });
const own = trailStatements(trail);
const [acl, management, organization] = own;

/** The policy of AWS's page, as its example writes it. */
const ofPage = policy(
  {
    Sid: 'AWSCloudTrailAclCheck20150319',
    Effect: 'Allow',
    Principal: { Service: ['cloudtrail.amazonaws.com'] },
    Action: 's3:GetBucketAcl',
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceArn': trail.trailArn } },
  },
  ...['111111111111', 'o-exampleorg1'].map((folder) => ({
    Effect: 'Allow',
    Principal: { Service: ['cloudtrail.amazonaws.com'] },
    Action: 's3:PutObject',
    Resource: `${arn}/AWSLogs/${folder}/*`,
    Condition: {
      StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control', 'aws:SourceArn': trail.trailArn },
    },
  })),
);

const reader = {
  Sid: 'Reader',
  Effect: 'Allow',
  Principal: { AWS: 'arn:aws:iam::222222222222:root' },
  Action: 's3:GetObject',
  Resource: `${arn}/*`,
};
const overTls = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: [arn, `${arn}/*`],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

describe('the policy of a trail’s bucket', () => {
  it.each<[string, string]>([
    ['its own statements', policy(...own)],
    ['those of AWS’s page', ofPage],
    ['in another order', policy(organization, acl, management)],
    ['one folder for both', policy(acl, { ...organization, Resource: `${arn}/AWSLogs/*` })],
    [
      'from any trail',
      policy(acl, management, {
        ...organization,
        Condition: { StringEquals: { 's3:x-amz-acl': 'bucket-owner-full-control' } },
      }),
    ],
    ['beside statements of others', policy(reader, overTls, ...own)],
  ])('is enough: %s', (_name, held) => {
    expect(withTrail(held, trail)?.isEnough).toBe(true);
  });

  it.each<[string, string | null]>([
    ['none', null],
    ['nothing of CloudTrail', policy(reader)],
    ['without the organization’s folder', policy(acl, management)],
    ['without the ACL', policy(management, organization)],
    ['for another trail', policy(...own).replaceAll('trail/all', 'trail/other')],
    ['for another service', policy(...own).replaceAll('cloudtrail.amazonaws', 'config.amazonaws')],
    [
      'for everybody of AWS, which no service is',
      policy(...own.map((one) => ({ ...one, Principal: { AWS: '*' } }))),
    ],
    ['in another bucket', policy(...own).replaceAll(trail.bucket, 'another')],
    ['with a Deny of everybody', policy(...own, { ...overTls, Condition: undefined })],
    [
      'with a Deny of the service',
      policy(...own, {
        Effect: 'Deny',
        Principal: { Service: 'cloudtrail.amazonaws.com' },
        Action: 's3:Put*',
        Resource: '*',
      }),
    ],
    [
      'with a Deny of all but somebody',
      policy(...own, {
        Effect: 'Deny',
        NotPrincipal: { AWS: 'arn:aws:iam::111111111111:root' },
        Action: '*',
        Resource: '*',
      }),
    ],
  ])('is not enough: %s', (_name, held) => {
    expect(withTrail(held, trail)?.isEnough).toBe(false);
  });

  it('gets what is lacking, and keeps what others wrote', () => {
    const held = JSON.stringify({ Id: 'mine', Version: '2012-10-17', Statement: reader });
    const document = withTrail(held, trail)?.document ?? '';
    expect(JSON.parse(document)).toEqual({ Id: 'mine', Version: '2012-10-17', Statement: [reader, ...own] });
    expect(withTrail(document, trail)?.isEnough).toBe(true);
  });

  it('gets its own statements anew where somebody has changed them', () => {
    const held = policy(reader, { ...acl, Resource: 'arn:aws:s3:::another' }, management);
    expect(JSON.parse(withTrail(held, trail)?.document ?? '').Statement).toEqual([reader, ...own]);
  });

  it('keeps what another trail writes by, once', () => {
    const other = own.map((one) => JSON.parse(JSON.stringify(one).replaceAll('trail/all', 'trail/other')));
    const kept = other.map(({ Sid: _taken, ...rest }) => rest);
    const document = withTrail(policy(...other), trail)?.document ?? '';
    expect(JSON.parse(document).Statement).toEqual([...kept, ...own]);
    expect(JSON.parse(withTrail(document, trail)?.document ?? '').Statement).toEqual([...kept, ...own]);
  });

  it('names the folders behind the prefix of the trail', () => {
    const resources = trailStatements({ ...trail, prefix: 'logs' }).map(({ Resource }) => Resource);
    expect(resources).toEqual([
      arn,
      `${arn}/logs/AWSLogs/111111111111/*`,
      `${arn}/logs/AWSLogs/o-exampleorg1/*`,
    ]);
  });

  it('is left alone where it can’t be read', () => {
    expect(withTrail('{"Statement": [{"Effect": "allow"}]}', trail)).toBeNull();
  });
});
