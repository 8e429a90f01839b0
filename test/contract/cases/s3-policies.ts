import {
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  PutBucketPolicyCommand,
} from '@aws-sdk/client-s3';
import { type ContractCase, contractCase } from '../support/case.ts';
import { allow, policy } from '../support/documents.ts';
import { makeOpsUser } from '../support/make.ts';
import { makeBucket } from '../support/make-bucket.ts';
import { outcome, refused } from '../support/outcome.ts';
import { s3Api, s3Guide } from '../support/pages.ts';
import type { Stage } from '../support/stage.ts';

/** A bucket policy of one statement. */
function bucketPolicy(bucket: string, parts: object): string {
  const resources = [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`];
  return policy({ Effect: 'Allow', Action: 's3:*', Resource: resources, ...parts });
}

const put = ({ management }: Stage, Bucket: string, Policy: string) =>
  management.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

/** Policies of buckets. */
export const bucketPolicyCases: readonly ContractCase[] = [
  contractCase({
    id: 'buckets/policy/another-account-needs-both',
    rule: 'bucket-policies',
    page: s3Guide('access-policy-language-overview'),
    kind: 'reversible',
    signs: 'ops',
    settles: true,
    prepare: async (stage) => {
      const may = await makeOpsUser(stage, [policy(allow('s3:*'))], 'may');
      const mayNot = await makeOpsUser(stage, [policy(allow('sts:*'))], 'may-not');
      const closed = await makeBucket(stage, stage.management, 'closed');
      const open = await makeBucket(stage, stage.management, 'open');
      await put(stage, open, bucketPolicy(open, { Principal: { AWS: stage.memberId } }));
      return { may: may.caller.s3, mayNot: mayNot.caller.s3, open, closed };
    },
    calls: async (_, { may, mayNot, open, closed }) => ({
      both: await outcome(may.send(new GetBucketVersioningCommand({ Bucket: open }))),
      bucketAlone: await outcome(mayNot.send(new GetBucketVersioningCommand({ Bucket: open }))),
      userAlone: await outcome(may.send(new GetBucketVersioningCommand({ Bucket: closed }))),
      policyItself: await outcome(may.send(new GetBucketPolicyCommand({ Bucket: open }))),
    }),
    expected: {
      both: { Status: undefined },
      bucketAlone: refused('AccessDenied', { status: 403 }),
      userAlone: refused('AccessDenied', { status: 403 }),
      policyItself: refused('MethodNotAllowed', { status: 405 }),
    },
  }),
  contractCase({
    id: 'buckets/policy/deny-wins',
    rule: 'bucket-policies',
    page: s3Guide('access-policy-language-overview'),
    kind: 'reversible',
    settles: true,
    prepare: async (stage) => {
      const bucket = await makeBucket(stage, stage.management, 'denied');
      const deny = { Effect: 'Deny', Action: 's3:GetBucketTagging', Principal: '*' };
      await put(stage, bucket, bucketPolicy(bucket, { ...deny, Resource: `arn:aws:s3:::${bucket}` }));
      return bucket;
    },
    calls: async ({ management: { s3 } }, Bucket) => ({
      denied: await outcome(s3.send(new GetBucketTaggingCommand({ Bucket }))),
      other: await outcome(s3.send(new GetBucketVersioningCommand({ Bucket }))),
    }),
    expected: { denied: refused('AccessDenied', { status: 403 }), other: { Status: undefined } },
  }),
  contractCase({
    id: 'buckets/policy/form',
    rule: 'bucket-policy-form',
    page: s3Api('API_PutBucketPolicy'),
    kind: 'reversible',
    known: 'observed',
    prepare: (stage) => makeBucket(stage, stage.management, 'formed'),
    calls: async (stage, bucket) => {
      const service = { Principal: { Service: 'cloudtrail.amazonaws.com' } };
      const tried = (parts: object) => outcome(put(stage, bucket, bucketPolicy(bucket, parts)));
      return {
        noJson: await outcome(put(stage, bucket, '{')),
        noPrincipal: await tried({}),
        otherBucket: await tried({ ...service, Resource: 'arn:aws:s3:::contract-of-nobody' }),
        otherService: await tried({ ...service, Action: 'iam:*' }),
        misfit: await tried({ ...service, Action: 's3:PutObject', Resource: `arn:aws:s3:::${bucket}` }),
      };
    },
    expected: {
      noJson: refused('MalformedPolicy', { status: 400 }),
      noPrincipal: refused('MalformedPolicy', { message: /Missing required field Principal/ }),
      otherBucket: refused('MalformedPolicy', { message: /Policy has invalid resource/ }),
      otherService: refused('MalformedPolicy', { message: /Policy has invalid action/ }),
      misfit: refused('MalformedPolicy', { message: /Action does not apply to any resource/ }),
    },
  }),
  contractCase({
    id: 'buckets/policy/public',
    rule: 'public-policies',
    page: s3Guide('access-control-block-public-access'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'public'),
    calls: async (stage, bucket) => {
      const Condition = { StringEquals: { 'aws:PrincipalOrgID': stage.organization.id } };
      return {
        everybody: await outcome(put(stage, bucket, bucketPolicy(bucket, { Principal: '*' }))),
        organization: await outcome(put(stage, bucket, bucketPolicy(bucket, { Principal: '*', Condition }))),
      };
    },
    expected: { everybody: refused('AccessDenied', { status: 403 }), organization: {} },
  }),
  contractCase({
    id: 'buckets/not-set',
    rule: 'bucket-not-set',
    page: s3Api('ErrorResponses'),
    kind: 'reversible',
    prepare: (stage) => makeBucket(stage, stage.management, 'bare'),
    calls: async ({ management: { s3 } }, Bucket) => ({
      policy: await outcome(s3.send(new GetBucketPolicyCommand({ Bucket }))),
      tags: await outcome(s3.send(new GetBucketTaggingCommand({ Bucket }))),
    }),
    expected: {
      policy: refused('NoSuchBucketPolicy', { status: 404 }),
      tags: refused('NoSuchTagSet', { status: 404 }),
    },
  }),
];
