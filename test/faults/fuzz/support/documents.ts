import { isWritable, textOf } from '../../../audit/documents.ts';
import * as universe from '../../../model/policy/universe.ts';
import fc from '../../../support/properties.ts';
import { edit, garbage } from './garbage.ts';

/** The accounts that documents speak of. */
export interface Accounts {
  readonly ops: string;
  readonly client: string;
  readonly other: string;
}

const sessionActions = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];

/** Account ids as they are written until it is known which ones are meant. */
const { ops, client, stranger } = universe;

const intendedTrust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ops}:root` }, Action: sessionActions }],
});

const intendedGrant = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: sessionActions, Resource: `arn:aws:iam::${client}:role/acme-production` },
  ],
});

/** A document of this file for these accounts. */
export function forAccounts(text: string, accounts: Accounts): string {
  // What comes over the wire is UTF-8, which has no halves of characters.
  return Buffer.from(text)
    .toString()
    .replaceAll(ops, accounts.ops)
    .replaceAll(client, accounts.client)
    .replaceAll(stranger, accounts.other);
}

/** Values where a text or a list of texts belongs. */
const shapeless: fc.Arbitrary<unknown> = fc.oneof(
  garbage,
  fc.constantFrom<unknown[]>(null, true, 0, -1, 1.5, [], {}, [[]], [null], [{}], '', [''], { AWS: [] }, [
    '*',
    1,
  ]),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Most of them right, each in one of several spellings. */
function of(right: readonly unknown[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...right) },
    { weight: 2, arbitrary: fc.uniqueArray(fc.constantFrom(...right), { maxLength: 3 }) },
    { weight: 1, arbitrary: shapeless },
  );
}

const principals = of([
  '*',
  { AWS: '*' },
  { AWS: ops },
  { AWS: [ops] },
  { AWS: `arn:aws:iam::${ops}:root` },
  { AWS: [`arn:aws:iam::${ops}:root`, `arn:aws:iam::${stranger}:root`] },
  { AWS: stranger },
  { AWS: `arn:aws:iam::${client}:root` },
  { AWS: 'arn:aws:iam::*:root' },
  { AWS: 'AIDAJQABLZS4A3QDU576Q' },
  { AWS: [] },
  { Service: 'ec2.amazonaws.com' },
  { Federated: 'cognito-identity.amazonaws.com', AWS: ops },
  { CanonicalUser: '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be' },
  { '*': '*' },
  { aws: '*' },
  { AWS: '${aws:PrincipalAccount}' },
  { AWS: `arn:aws:sts::${stranger}:assumed-role/x/y` },
]);

const actions = of([
  sessionActions,
  'sts:AssumeRole',
  'STS:assumerole',
  'sts:*',
  '*',
  ['sts:*', 'sts:AssumeRole'],
  'sts:Assume?ole',
  's*:*',
  'sts:TagSession',
  ':',
  'sts',
]);

const resources = of([
  '*',
  `arn:aws:iam::${client}:role/acme-production`,
  [`arn:aws:iam::${client}:role/acme-production`, `arn:aws:iam::${stranger}:role/globex-production`],
  `arn:aws:iam::${client}:role/acme*`,
  'arn:aws:iam::*:role/*',
  `arn:aws:iam::${client}:role/acme-secret`,
  `arn:aws:iam::${client}:role/OrganizationAccountAccessRole`,
  'arn:aws:iam::????????????:role/*-production',
  `arn:aws:iam::${client}:role/\${aws:username}`,
  'arn:*',
]);

const operators = [
  ...[
    'StringEquals',
    'StringNotEquals',
    'StringLike',
    'ArnLike',
    'Bool',
    'BoolIfExists',
    'Null',
    'IpAddress',
  ],
  ...[
    'NumericLessThan',
    'DateGreaterThan',
    'ForAllValues:StringEquals',
    'ForAnyValue:StringLike',
    'StringSomething',
  ],
  ...[
    'ForAnyValue:',
    'IfExists',
    'stringequals',
    'ForAllValues:ForAnyValue:StringLike',
    'BinaryEquals',
    '__proto__',
  ],
];
const keys = [
  ...['aws:MultiFactorAuthPresent', 'aws:PrincipalArn', 'sts:ExternalId', 'aws:SourceIp', 'aws:CurrentTime'],
  ...['aws:PrincipalOrgID', 'aws:TagKeys', 'AWS:principalaccount', 'made:Up', '', 'constructor'],
];
const conditionValues = of([
  'true',
  'false',
  true,
  'x',
  '*',
  ops,
  stranger,
  '10.0.0.0/8',
  '2030-01-01T00:00:00Z',
  5,
]);

const conditions: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.dictionary(
      fc.constantFrom(...operators),
      fc.dictionary(fc.constantFrom(...keys), conditionValues, { minKeys: 1, maxKeys: 2 }),
      { minKeys: 1, maxKeys: 2 },
    ),
  },
  { weight: 1, arbitrary: shapeless },
);

const effects = fc.oneof(
  { weight: 6, arbitrary: fc.constant('Allow') },
  { weight: 2, arbitrary: fc.constant('Deny') },
  { weight: 1, arbitrary: fc.oneof(shapeless, fc.constantFrom('allow', 'ALLOW', 'Allow ', ['Allow'])) },
);

/** A part that is there for certain, now and then, or rarely. */
function part(value: fc.Arbitrary<unknown>, there: number, absent: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: there, arbitrary: value }, { weight: absent, arbitrary: fc.constant(undefined) });
}

function statement(kind: 'trust' | 'grant'): fc.Arbitrary<unknown> {
  const isTrust = kind === 'trust';
  return fc.record({
    Effect: part(effects, 20, 1),
    Principal: part(principals, isTrust ? 9 : 1, isTrust ? 1 : 20),
    NotPrincipal: part(principals, 1, isTrust ? 15 : 40),
    Action: part(actions, 12, 1),
    NotAction: part(actions, 1, 12),
    Resource: part(resources, isTrust ? 1 : 12, isTrust ? 30 : 1),
    NotResource: part(resources, 1, 20),
    Condition: part(conditions, 1, 3),
    Sid: part(fc.oneof(garbage, shapeless), 1, 6),
    Effekt: part(fc.constant('Allow'), 1, 60),
  });
}

function composed(kind: 'trust' | 'grant'): fc.Arbitrary<string> {
  const one = statement(kind);
  return fc
    .record({
      Version: fc.oneof(
        { weight: 8, arbitrary: fc.constant<unknown>('2012-10-17') },
        { weight: 2, arbitrary: fc.constantFrom<unknown[]>('2008-10-17', undefined) },
        {
          weight: 1,
          arbitrary: fc.constantFrom<unknown[]>(null, '2012-10-18', 20_121_017, '', ['2012-10-17']),
        },
      ),
      Id: part(fc.constantFrom<unknown[]>('x', 1, null), 1, 12),
      Statement: fc.oneof(
        { weight: 6, arbitrary: fc.array(one, { minLength: 1, maxLength: 3 }) },
        { weight: 3, arbitrary: one },
        {
          weight: 1,
          arbitrary: fc.oneof(shapeless, fc.constant(undefined), fc.array(fc.oneof(one, shapeless))),
        },
      ),
    })
    .map((document) => JSON.stringify(document));
}

/** Spellings of JSON that mean the same, or that no JSON is. */
const spelling: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 20, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      (text: string) => `${encodeURIComponent(text)}%`,
      (text: string) => `%E0%A4%A${text}`,
      (text: string) => `\ufeff${text}`,
      (text: string) => `\n\t ${text}\r\n`,
      (text: string) => text.replace('{', '{/* */'),
      (text: string) => text.replaceAll('"', "'"),
      (text: string) => `${text},`,
      (text: string) => `${text}${text}`,
      (text: string) => text.replace('"Effect":', '"Effect":"Deny","Effect":'),
      (text: string) => text.replace('"Principal":', '"Principal":{"AWS":[]},"Principal":'),
      (text: string) => text.replace('{"Effect"', '{"__proto__":{"Action":"*"},"Effect"'),
      (text: string) =>
        text.replace(/[*:A-Za-z]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
      (text: string) => `[${text}]`,
      (text: string) => JSON.stringify(text),
      (text: string) => text.padEnd(90_000, ' '),
    ),
  },
);

const odd: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    '',
    'null',
    '{}',
    '[]',
    '""',
    '0',
    '%',
    '%%',
    '{',
    '{"Statement":[]}',
    '{"Version":"2012-10-17"}',
  ),
  garbage,
  fc
    .tuple(
      fc.constantFrom('Effect', 'Principal', 'Action', 'Condition', 'Sid', 'Id', 'Extra'),
      fc.integer({ min: 1, max: 40_000 }),
    )
    .map(([element, depth]) => nested(element, depth)),
  fc.integer({ min: 1, max: 1_500 }).map((times) => many(times)),
);

/** A statement with one element that is nested that deep. */
function nested(element: string, depth: number): string {
  const inner = `"${element}":${'['.repeat(depth)}${']'.repeat(depth)}`;
  return `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:*","Principal":"*",${inner}}]}`;
}

/** A document of that many statements. */
function many(times: number): string {
  const Statement = Array.from({ length: times }, (_, index) => ({
    Effect: index % 7 === 0 ? 'Deny' : 'Allow',
    Action: `sts:A${'*'.repeat(index % 5)}${index}`,
    Principal: { AWS: String(111_111_111_111 + index) },
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

function documents(kind: 'trust' | 'grant'): fc.Arbitrary<string> {
  const known = kind === 'trust' ? universe.trustPolicy : universe.identityPolicy;
  const intended = kind === 'trust' ? intendedTrust : intendedGrant;
  const text = fc.oneof(
    { weight: 6, arbitrary: composed(kind) },
    { weight: 3, arbitrary: known.filter(isWritable).map(textOf) },
    {
      weight: 3,
      arbitrary: fc
        .array(
          edit(
            fc.oneof(garbage, fc.constantFrom('*', '"', '[', ']', ',', 'Deny', '"Deny"', ops, '{}', '\\')),
          ),
          {
            minLength: 1,
            maxLength: 3,
          },
        )
        .map((edits) => edits.reduce((done, one) => one(done), intended)),
    },
    { weight: 2, arbitrary: fc.constant(intended) },
    { weight: 1, arbitrary: odd },
  );
  return fc.tuple(text, spelling).map(([written, spelt]) => spelt(written));
}

export const trustDocument = documents('trust');
export const grantDocument = documents('grant');
