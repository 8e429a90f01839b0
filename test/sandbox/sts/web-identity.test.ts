import {
  AddClientIDToOpenIDConnectProviderCommand,
  AttachRolePolicyCommand,
  DeleteOpenIDConnectProviderCommand,
  DeleteRoleCommand,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, keysOf, policy } from '../world.ts';
import { federation, host, issuer, subject, usual } from './web-identity.ts';

const notAuthorized = {
  name: 'AccessDenied',
  message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
};
const minute = 60_000;

test('a token of the provider opens a session of the role, and nothing signs the request', async () => {
  const { by, account, clock, sts, sandbox } = await federation();
  const { $metadata: _, Credentials, AssumedRoleUser, ...rest } = await by();
  expect(rest).toEqual({
    SubjectFromWebIdentityToken: subject,
    Provider: issuer,
    Audience: 'sts.amazonaws.com',
  });
  const arn = `arn:aws:sts::${account}:assumed-role/acme-ci/run-42`;
  const id = `${sandbox.state().iam[account]?.roles['acme-ci']?.id}:run-42`;
  expect(AssumedRoleUser).toEqual({ Arn: arn, AssumedRoleId: id });
  expect(Credentials?.Expiration).toEqual(new Date(clock.now() + 3_600_000));
  const who = await sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}));
  expect(who).toMatchObject({ Account: account, Arn: arn, UserId: id });
});

test.each([
  ['another repository', { subject: 'repo:company/other:environment:acme' }],
  ['another environment', { subject: 'repo:company/infra:environment:globex' }],
  ['other letters', { subject: subject.toUpperCase() }],
])('the trust policy refuses the subject of %s', async (_, wish) => {
  const { by } = await federation();
  expect(await failureOf(by(wish))).toMatchObject(notAuthorized);
});

test.each([
  ['another audience', { audience: 'https://github.com/company' }, 'Incorrect token audience'],
  [
    'another issuer',
    { issuer: 'https://gitlab.com' },
    'No OpenIDConnect provider found in your account for https://gitlab.com',
  ],
  [
    'the key of another issuer',
    { signedAs: 'https://gitlab.com' },
    'The signature of the token is not valid.',
  ],
  ['no subject', { claims: { sub: undefined } }, 'Missing a required claim: sub'],
  ['no audience', { claims: { aud: undefined } }, 'Missing a required claim: aud'],
  ['no end', { claims: { exp: undefined } }, 'Missing a required claim: exp'],
  ['a time that is a text', { claims: { iat: '1' } }, 'Missing a required claim: iat'],
  ['a beginning to come', { claims: { nbf: 4_000_000_000 } }, 'The token is not valid yet.'],
  ['a time of issue to come', { claims: { iat: 4_000_000_000 } }, 'The token is not valid yet.'],
  [
    'an issuer of another spelling',
    { claims: { iss: `${issuer}/` } },
    `No OpenIDConnect provider found in your account for ${issuer}/`,
  ],
])('a token with %s is InvalidIdentityToken', async (_, wish, message) => {
  const { by } = await federation();
  expect(await failureOf(by(wish))).toMatchObject({ name: 'InvalidIdentityTokenException', message });
});

test('a token is taken up to five minutes after its end, and five before its beginning', async () => {
  const { by, clock } = await federation();
  const ending = (before: number) => by({ issuedAt: clock.now() - before, lifetime: 10 * minute });
  await ending(15 * minute - 1000);
  expect(await failureOf(ending(15 * minute))).toMatchObject({
    name: 'ExpiredTokenException',
    message: expect.stringMatching(/^Token expired: current date\/time \d+ must be before/),
  });
  await by({ issuedAt: clock.now() + 5 * minute });
  const early = by({ issuedAt: clock.now() + 5 * minute + 1000 });
  expect((await failureOf(early)).name).toBe('InvalidIdentityTokenException');
});

test.each(['', 'x.y', 'x.y.z', 'e30.e30.', 'e30.e30.e30.e30', 'ImEi.e30.eA'])(
  'what is no token is refused: %s',
  async (WebIdentityToken) => {
    const { by } = await federation();
    const { name } = await failureOf(by({}, { WebIdentityToken }));
    expect(name).toBe(WebIdentityToken.length < 4 ? 'ValidationError' : 'InvalidIdentityTokenException');
  },
);

test('what has a part more than a token is none', async () => {
  const { by, sandbox } = await federation();
  const WebIdentityToken = `${sandbox.token({ subject })}.more`;
  expect((await failureOf(by({}, { WebIdentityToken }))).name).toBe('InvalidIdentityTokenException');
});

test('the provider takes the client ids that it has, each from when it has spread', async () => {
  const propagation = 10_000;
  const made = await federation({
    clientIds: ['one'],
    condition: { StringEquals: { [`${host}:sub`]: subject } },
    options: { timings: { propagation } },
  });
  const { by, own, providerArn: OpenIDConnectProviderArn, clock } = made;
  const one = { audience: 'one' };
  expect((await failureOf(by(one))).message).toContain('No OpenIDConnect provider found');
  await clock.sleep(propagation);
  await by(one);
  const two = { OpenIDConnectProviderArn, ClientID: 'two' };
  await own.send(new AddClientIDToOpenIDConnectProviderCommand(two));
  expect((await failureOf(by({ audience: 'two' }))).message).toBe('Incorrect token audience');
  await clock.sleep(propagation);
  expect((await by({ audience: ['other', 'two'] })).Audience).toBe('two');
  await own.send(new RemoveClientIDFromOpenIDConnectProviderCommand(two));
  expect((await failureOf(by({ audience: 'two' }))).message).toBe('Incorrect token audience');
  await own.send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  expect((await failureOf(by(one))).message).toContain('No OpenIDConnect provider found');
});

test('a role or an account that is not there is refused like one that does not trust the token', async () => {
  const { by, own, roleArn } = await federation();
  const other = by({}, { RoleArn: roleArn.replace('acme-ci', 'ACME-CI') });
  expect(await failureOf(other)).toMatchObject(notAuthorized);
  await own.send(new DeleteRoleCommand({ RoleName: 'acme-ci' }));
  expect(await failureOf(by())).toMatchObject(notAuthorized);
  const nowhere = by({}, { RoleArn: 'arn:aws:iam::999999999999:role/acme-ci' });
  expect((await failureOf(nowhere)).message).toContain('No OpenIDConnect provider found');
});

test('the form of the request comes first', async () => {
  const { by } = await federation({ maxSession: 7200 });
  const refused = async (input: object) => (await failureOf(by({}, input))).name;
  expect(await refused({ RoleArn: 'arn:aws:iam::111122223333:user/x' })).toBe('ValidationError');
  expect(await refused({ RoleSessionName: 'with space' })).toBe('ValidationError');
  expect(await refused({ DurationSeconds: 899 })).toBe('ValidationError');
  expect(await refused({ DurationSeconds: 7201 })).toBe('ValidationError');
  expect(await refused({ ProviderId: 'www.amazon.com' })).toBe('IDPRejectedClaimException');
  expect(await refused({ ProviderId: 'example.com' })).toBe('ValidationError');
  const { Credentials } = await by({}, { DurationSeconds: 7200 });
  expect(Credentials).toBeDefined();
});

describe('condition keys', () => {
  const sub = { StringEquals: { [`${host}:sub`]: subject } };
  test.each([
    ['a claim of GitHub’s own', { [`${host}:repository_id`]: '42' }, { repository_id: '42' }, true],
    ['another value of it', { [`${host}:repository_id`]: '42' }, { repository_id: '43' }, false],
    ['a claim that AWS does not know', { [`${host}:run_id`]: '42' }, { run_id: '42' }, false],
    ['azp in the place of aud', { [`${host}:aud`]: 'app' }, { azp: 'app' }, true],
    ['aud beside azp', { [`${host}:oaud`]: 'sts.amazonaws.com' }, { azp: 'app' }, true],
    ['an address', { [`${host}:email`]: 'jane@example.com' }, { email: 'jane@example.com' }, true],
    ['the name of the session', { 'sts:RoleSessionName': 'run-42' }, {}, true],
    ['a key of principals of AWS', { 'aws:PrincipalType': 'AssumedRole' }, {}, false],
  ])('%s', async (_, keys, claims, allowed) => {
    const { by } = await federation({
      clientIds: ['sts.amazonaws.com', 'app'],
      condition: { StringEquals: { ...sub.StringEquals, ...keys } },
    });
    if (allowed) await by({ claims });
    else expect(await failureOf(by({ claims }))).toMatchObject(notAuthorized);
  });

  test('amr is several values', async () => {
    const { by } = await federation({
      condition: { ...sub, 'ForAnyValue:StringEquals': { [`${host}:amr`]: 'mfa' } },
    });
    await by({ claims: { amr: ['pwd', 'mfa'] } });
    expect(await failureOf(by({ claims: { amr: ['pwd'] } }))).toMatchObject(notAuthorized);
  });

  test('in the session, the provider is known, with aud, sub and amr, and nothing else of the token', async () => {
    const { by, own, iam, providerArn } = await federation({ condition: sub });
    const put = (Condition: object) =>
      own.send(
        new PutRolePolicyCommand({
          RoleName: 'acme-ci',
          PolicyName: 'own',
          PolicyDocument: policy({ ...allow('iam:ListRoles'), Condition }),
        }),
      );
    await put({
      StringEquals: {
        'aws:FederatedProvider': providerArn,
        'aws:PrincipalType': 'AssumedRole',
        [`${host}:aud`]: 'sts.amazonaws.com',
        [`${host}:sub`]: subject,
      },
      'ForAnyValue:StringEquals': { [`${host}:amr`]: 'mfa' },
      Null: Object.fromEntries(['ref', 'oaud', 'email'].map((claim) => [`${host}:${claim}`, 'true'])),
    });
    const claims = { ref: 'refs/heads/main', email: 'jane@example.com', amr: ['pwd', 'mfa'] };
    const { Credentials } = await by({ claims });
    const session = iam(keysOf(Credentials));
    await session.send(new ListRolesCommand({}));
    await put({ Null: { 'aws:FederatedProvider': 'true' } });
    expect((await failureOf(session.send(new ListRolesCommand({})))).name).toBe('AccessDenied');
  });
});

test('a user of the same account gets nothing by the trust, and another principal’s trust does not help a token', async () => {
  const { by, account } = await federation({ condition: { StringEquals: { [`${host}:sub`]: 'nobody' } } });
  expect(await failureOf(by())).toMatchObject(notAuthorized);
  const trusting = (Principal: unknown) =>
    federation({
      condition: { StringEquals: { [`${host}:sub`]: 'nobody' } },
      statements: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRoleWithWebIdentity' }],
    });
  const byAccount = await trusting({ AWS: `arn:aws:iam::${account}:root` });
  expect(await failureOf(byAccount.by())).toMatchObject(notAuthorized);
  await (await trusting('*')).by();
});

test('a deny in the trust policy wins', async () => {
  const { by } = await federation({
    statements: [
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: { StringLike: { [`${host}:actor`]: 'dependabot*' } },
      },
    ],
  });
  await by({ claims: { actor: 'jane' } });
  expect(await failureOf(by({ claims: { actor: 'dependabot[bot]' } }))).toMatchObject(notAuthorized);
});

test('session policies limit the session, and the answer says how much room they take', async () => {
  const { by, own, iam } = await federation();
  const PolicyArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
  await own.send(new AttachRolePolicyCommand({ RoleName: 'acme-ci', PolicyArn }));
  const list = async (input: object) => {
    const { Credentials, PackedPolicySize } = await by({}, input);
    await iam(keysOf(Credentials)).send(new ListRolesCommand({}));
    return PackedPolicySize;
  };
  expect(await list({})).toBeUndefined();
  expect(await list({ PolicyArns: [{ arn: PolicyArn }] })).toBeGreaterThan(0);
  const narrow = list({ Policy: policy(allow('s3:*')) });
  expect((await failureOf(narrow)).message).toContain('no session policy allows');
});

test('the same token is good in one account only', async () => {
  const { by, management } = await federation({ condition: usual });
  const RoleArn = `arn:aws:iam::${management}:role/acme-ci`;
  expect((await failureOf(by({}, { RoleArn }))).message).toContain('No OpenIDConnect provider found');
});
