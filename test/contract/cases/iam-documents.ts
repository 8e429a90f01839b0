import {
  CreatePolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  PutGroupPolicyCommand,
} from '@aws-sdk/client-iam';
import type { RuleId } from '../rules.ts';
import { type ContractCase, contractCase, type Known } from '../support/case.ts';
import { account, allow, policy, trust } from '../support/documents.ts';
import { makeGroup, makePolicy, makeRole } from '../support/make.ts';
import { outcome, refused } from '../support/outcome.ts';
import { iamApi, iamGuide } from '../support/pages.ts';
import { anything, type Shape } from '../support/shape.ts';

const grammar = iamGuide('reference_policies_grammar.html');
const version = '2012-10-17';
const get = { Effect: 'Allow', Action: 'iam:GetUser', Resource: '*' };

const malformed = (message?: RegExp): Shape =>
  refused('MalformedPolicyDocumentException', message === undefined ? {} : { message });
const taken = /^arn:aws:iam::/;
const legacy = /The policy failed legacy parsing/;

type Row = readonly [stem: string, document: unknown, expected: Shape, known?: Known];

/** A text is a document as it stands. */
function written(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document);
}

function managed([stem, document, expected, known = 'documented']: Row): ContractCase {
  return contractCase({
    id: `iam/grammar/${stem}`,
    rule: ruleOf(stem),
    page: grammar,
    kind: 'reversible',
    known,
    prepare: async () => undefined,
    calls: (stage) => makePolicy(stage, stage.management, 'policy', written(document)),
    expected,
  });
}

function trusting([stem, document, expected, known = 'documented']: Row): ContractCase {
  return contractCase({
    id: `iam/grammar/trust-${stem}`,
    rule: stem.startsWith('of-a') ? 'trust-actions' : 'grammar',
    page: grammar,
    kind: 'reversible',
    known,
    prepare: async () => undefined,
    calls: (stage) => {
      const text = written(document).replaceAll('MANAGEMENT', stage.organization.managementId);
      return makeRole(stage, stage.management, 'role', text);
    },
    expected,
  });
}

/** Some rows are of a rule of their own. */
function ruleOf(stem: string): RuleId {
  if (/before-version|few-fields|four-fields/.test(stem)) return 'older-parser';
  return /partition|-a-region|-a-kind/.test(stem) ? 'resource-arns' : 'grammar';
}

const one = (parts: object) => ({ Version: version, Statement: [{ ...get, ...parts }] });
const without = (element: string) => {
  const { [element]: _, ...rest }: Record<string, unknown> = get;
  return { Version: version, Statement: [rest] };
};
const conditioned = (Condition: unknown) => one({ Condition });
const on = (Resource: unknown) => one({ Resource });

const trusts = { Effect: 'Allow', Principal: { AWS: 'MANAGEMENT' }, Action: 'sts:AssumeRole' };
const oneTrust = (parts: object) => ({ Version: version, Statement: [{ ...trusts, ...parts }] });

const managedRows: readonly Row[] = [
  ['taken', one({}), taken],
  ['no-json', '{"Version": "2012-10-17"', malformed()],
  ['empty', '{}', malformed()],
  ['no-statement', { Version: version, Statement: [] }, malformed()],
  ['unknown-element', { ...one({}), Statements: [] }, malformed()],
  ['unknown-element-of-a-statement', one({ Actions: 'iam:GetUser' }), malformed()],
  ['unknown-version', { Version: '2020-01-01', Statement: [get] }, malformed()],
  ['no-effect', without('Effect'), malformed()],
  ['unknown-effect', one({ Effect: 'Permit' }), malformed()],
  ['no-action', without('Action'), malformed(/must contain actions/)],
  ['action-and-not-action', one({ NotAction: 'iam:ListUsers' }), malformed()],
  ['action-without-a-service', one({ Action: 'GetUser' }), malformed(/prefaced by a vendor/)],
  ['no-resource', without('Resource'), malformed(/must contain resources/)],
  ['resource-that-is-no-arn', on('everything'), malformed(/must be in ARN format or "\*"/)],
  ['principal', one({ Principal: '*' }), malformed(/should not specify a principal/)],
  ['unknown-operator', conditioned({ StringSame: { 'aws:username': 'ana' } }), malformed()],
  ['known-operators', conditioned({ StringLikeIfExists: { 'aws:username': ['a*', 'b?'] } }), taken],
  [
    'operators-for-several-values',
    conditioned({ 'ForAnyValue:StringEquals': { 'aws:TagKeys': 'team' }, Null: { 'aws:username': false } }),
    taken,
  ],
  ['sid-with-a-hyphen', one({ Sid: 'acme-production' }), malformed(/alpha-numeric|\[0-9A-Za-z\]/)],
  [
    'sid-twice',
    {
      Version: version,
      Statement: [
        { ...get, Sid: 'Same' },
        { ...get, Sid: 'Same' },
      ],
    },
    malformed(/must be unique/),
  ],
  [
    'empty-sid-twice',
    {
      Version: version,
      Statement: [
        { ...get, Sid: '' },
        { ...get, Sid: '' },
      ],
    },
    taken,
    'observed',
  ],
  ['one-statement-after-version', { Version: version, Statement: get }, taken],
  ['one-statement-before-version', { Statement: get, Version: version }, malformed(legacy), 'observed'],
  ['no-version', { Statement: [get] }, malformed(/2012-10-17 or greater/), 'observed'],
  [
    'old-version',
    { Version: '2008-10-17', Statement: [get] },
    malformed(/2012-10-17 or greater/),
    'observed',
  ],
  ['id-that-is-no-text', { ...one({}), Id: ['a'] }, malformed(), 'observed'],
  ['arn-of-too-few-fields', on('arn:aws:s3::bucket'), malformed(legacy), 'observed'],
  ['arn-of-four-fields', on('arn:aws::fdsasf'), malformed(legacy), 'observed'],
  [
    'not-resource-of-too-few-fields',
    { Version: version, Statement: [{ Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3::bucket' }] },
    malformed(legacy),
    'observed',
  ],
  ['unknown-partition', on('arn:error:s3:::bucket'), malformed(/Partition "error" is not valid/), 'observed'],
  ['iam-arn-without-a-kind', on('arn:aws:iam:::example'), malformed(/IAM resource path/), 'observed'],
  [
    'iam-arn-with-a-region',
    on('arn:aws:iam:us-east-1:123456789012:user/ana'),
    malformed(/can ?not contain region information/),
    'observed',
  ],
  [
    's3-arn-with-a-region',
    on('arn:aws:s3:us-east-1::bucket'),
    malformed(/can ?not contain region information/),
    'observed',
  ],
  ['key-without-a-service', conditioned({ StringEquals: { a: 'b' } }), taken, 'observed'],
  ['operator-without-a-key', conditioned({ StringEquals: {} }), taken, 'observed'],
  ['no-values', conditioned({ StringEquals: { 'aws:username': [] } }), taken, 'observed'],
];

const trustRows: readonly Row[] = [
  ['taken', oneTrust({}), { arn: taken }],
  ['with-a-resource', oneTrust({ Resource: '*' }), malformed(/prohibited field Resource/)],
  [
    'without-a-principal',
    { Version: version, Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole' }] },
    malformed(),
  ],
  [
    'of-another-service',
    oneTrust({ Action: 's3:GetObject' }),
    malformed(/may only specify STS AssumeRole actions/),
  ],
  [
    'of-an-action-that-sts-does-not-have',
    oneTrust({ Action: 'sts:BadAssumeRole' }),
    malformed(/may only specify STS AssumeRole actions/),
    'observed',
  ],
  [
    'of-a-misspelt-action',
    oneTrust({ Action: ['sts:AssumeRole', 'sts:TagSessions'] }),
    malformed(/may only specify STS AssumeRole actions/),
    'observed',
  ],
  [
    'of-all-that-a-session-needs',
    oneTrust({ Action: ['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'] }),
    { arn: taken },
  ],
  ['without-version', { Statement: [trusts] }, { arn: taken }],
  [
    'of-a-wildcard-in-an-arn',
    oneTrust({ Principal: { AWS: 'arn:aws:iam::*:root' } }),
    malformed(/Invalid principal/),
  ],
  [
    'of-a-group',
    oneTrust({ Principal: { AWS: 'arn:aws:iam::MANAGEMENT:group/admin' } }),
    malformed(/Invalid principal/),
  ],
  ['no-json', 'trust me', malformed(/This policy contains invalid Json/), 'observed'],
];

/** Which documents IAM takes, and how it gives them back. */
export const iamDocumentCases: readonly ContractCase[] = [
  ...managedRows.map(managed),
  ...trustRows.map(trusting),
  contractCase({
    id: 'iam/grammar/inline-without-version',
    rule: 'grammar',
    page: grammar,
    kind: 'reversible',
    prepare: (stage) => makeGroup(stage, stage.management, 'group'),
    calls: (stage, { name }) =>
      stage.management.iam.send(
        new PutGroupPolicyCommand({
          GroupName: name,
          PolicyName: 'old',
          PolicyDocument: JSON.stringify({ Statement: [get] }),
        }),
      ),
    expected: {},
  }),
  contractCase({
    id: 'iam/encoding/role',
    rule: 'encoding',
    page: iamApi('GetRole'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) => {
      const condition = { StringEquals: { 'sts:ExternalId': "a (b) 'c'!*/=+" } };
      const document = trust(account(stage.organization.managementId), { Condition: condition });
      return makeRole(stage, stage.management, 'role', document);
    },
    calls: async ({ management }, { name }) => {
      const { Role } = await management.iam.send(new GetRoleCommand({ RoleName: name }));
      const text = Role?.AssumeRolePolicyDocument ?? '';
      return { text, document: JSON.parse(decodeURIComponent(text)) };
    },
    expected: ({ organization }) => ({
      // Nothing but what RFC 3986 leaves as it is.
      text: /^%7B[A-Za-z0-9\-_.~%]*%7D$/,
      document: {
        Statement: [
          {
            Principal: { AWS: `arn:aws:iam::${organization.managementId}:root` },
            Condition: { StringEquals: { 'sts:ExternalId': "a (b) 'c'!*/=+" } },
          },
        ],
      },
    }),
  }),
  contractCase({
    id: 'iam/encoding/policy-version',
    rule: 'encoding',
    page: iamApi('GetPolicyVersion'),
    kind: 'reversible',
    settles: true,
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', policy(allow('iam:GetUser'))),
    calls: ({ management }, PolicyArn) =>
      management.iam.send(new GetPolicyVersionCommand({ PolicyArn, VersionId: 'v1' })),
    expected: {
      PolicyVersion: {
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: anything,
        Document: /^%7B%22Version%22%3A/,
      },
    },
  }),
  contractCase({
    id: 'iam/grammar/name-taken-in-any-case',
    rule: 'names',
    page: iamApi('CreatePolicy'),
    kind: 'reversible',
    prepare: (stage) => makePolicy(stage, stage.management, 'policy', policy(allow('iam:GetUser'))),
    calls: (stage) =>
      outcome(
        stage.management.iam.send(
          new CreatePolicyCommand({
            PolicyName: stage.name('policy').toUpperCase(),
            PolicyDocument: policy(allow('iam:GetUser')),
          }),
        ),
      ),
    expected: refused('EntityAlreadyExistsException'),
  }),
];
