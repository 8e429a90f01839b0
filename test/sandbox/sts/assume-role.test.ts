import {
  CreatePolicyCommand,
  CreateRoleCommand,
  ListRolesCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf, type Keys } from '../ground.ts';
import { allow, keysOf, policy, trust, type World, world } from '../world.ts';

const everything = policy(allow('*'));

/** A role in the Ops account that trusts the management account, and a user there who may assume it. */
interface Scene {
  readonly made: World;
  readonly RoleArn: string;
  readonly jane: Keys;
  /** As the Ops account's administrator. */
  readonly admin: Keys;
  assume(input?: Partial<AssumeRoleCommandInput>, keys?: Keys): ReturnType<World['assume']>;
}

async function scene(
  options: { document?: string; role?: object; grant?: string; timings?: object } = {},
): Promise<Scene> {
  const made = world({ timings: options.timings ?? {} });
  const { management, ops } = made;
  const jane = made.addUser(management, 'jane', [options.grant ?? everything]);
  const access = `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`;
  const admin = await made.assume({ RoleArn: access, RoleSessionName: 'admin' });
  const all = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  await made.iam(admin).send(
    new CreateRoleCommand({
      RoleName: 'Acme',
      AssumeRolePolicyDocument: options.document ?? trust({ AWS: management }, { Action: all }),
      ...options.role,
    }),
  );
  const RoleArn = `arn:aws:iam::${ops}:role/Acme`;
  return {
    made,
    RoleArn,
    jane,
    admin,
    assume: (input = {}, keys = jane) => made.assume({ RoleArn, RoleSessionName: 'jane', ...input }, keys),
  };
}

function denied(who: string, action: string, resource: string) {
  return {
    name: 'AccessDenied',
    message: `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`,
    $metadata: { httpStatusCode: 403 },
  };
}

test('a session of the role, for an hour', async () => {
  const { made, RoleArn, jane } = await scene();
  const { sts, ops, clock } = made;
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'jane' });
  const answer = await sts(jane).send(command);
  const id = made.sandbox.state().iam[ops]?.roles['acme']?.id;
  const Arn = `arn:aws:sts::${ops}:assumed-role/Acme/jane`;
  expect(answer.AssumedRoleUser).toEqual({ AssumedRoleId: `${id}:jane`, Arn });
  expect(answer.Credentials?.Expiration).toEqual(new Date(clock.now() + 3_600_000));
  expect(answer.SourceIdentity).toBeUndefined();
  const keys = keysOf(answer.Credentials);
  const identity = await sts(keys).send(new GetCallerIdentityCommand({}));
  expect(identity).toMatchObject({ Arn, Account: ops, UserId: `${id}:jane` });
  clock.advance(3_600_000);
  const late = sts(keys).send(new GetCallerIdentityCommand({}));
  expect((await failureOf(late)).name).toMatch(/^ExpiredToken/);
});

test('another account needs trust and grant', async () => {
  const { made, RoleArn, assume } = await scene({ grant: policy(allow('iam:*')) });
  const jane = `arn:aws:iam::${made.management}:user/jane`;
  expect(await failureOf(assume())).toMatchObject(denied(jane, 'sts:AssumeRole', RoleArn));
  const trusting = await scene({ document: trust({ AWS: '444455556666' }) });
  expect((await failureOf(trusting.assume())).name).toBe('AccessDenied');
});

test('the name is compared with case, the path too', async () => {
  const { made, assume } = await scene({ role: { Path: '/clients/' } });
  const { ops } = made;
  for (const name of ['clients/acme', 'Acme', 'clients/Acme/x', 'clients/Nobody']) {
    const RoleArn = `arn:aws:iam::${ops}:role/${name}`;
    expect((await failureOf(assume({ RoleArn }))).message).toContain(`on resource: ${RoleArn}`);
  }
  await assume({ RoleArn: `arn:aws:iam::${ops}:role/clients/Acme` });
});

test.each(['SUSPENDED', 'CLOSED', 'PENDING_ACTIVATION'] as const)(
  'no role of an account that is %s is assumed',
  async (status) => {
    const { made, assume } = await scene();
    made.sandbox.edit(({ accounts }) => {
      const account = accounts[made.ops];
      if (account) account.state = status;
    });
    expect((await failureOf(assume())).name).toBe('AccessDenied');
  },
);

test('an account that does not exist answers like a role that does not', async () => {
  const { made, assume } = await scene();
  const RoleArn = 'arn:aws:iam::999988887777:role/Acme';
  const jane = `arn:aws:iam::${made.management}:user/jane`;
  expect(await failureOf(assume({ RoleArn }))).toMatchObject(denied(jane, 'sts:AssumeRole', RoleArn));
});

test('a new role and a changed trust take a while', async () => {
  const { made, assume, admin, jane } = await scene({ timings: { propagation: 4000 } });
  expect((await failureOf(assume())).name).toBe('AccessDenied');
  made.clock.advance(3999);
  expect((await failureOf(assume())).name).toBe('AccessDenied');
  made.clock.advance(1);
  await assume({}, jane);
  const change = new UpdateAssumeRolePolicyCommand({
    RoleName: 'acme',
    PolicyDocument: trust({ AWS: made.ops }),
  });
  await made.iam(admin).send(change);
  await assume();
  made.clock.advance(4000);
  expect((await failureOf(assume())).name).toBe('AccessDenied');
});

test('a role may take longer than its trust policy', async () => {
  const { made, assume } = await scene();
  made.edit(made.ops, ({ roles }) => {
    const role = roles['acme'];
    if (role) roles['acme'] = { ...role, effectiveAt: made.clock.now() + 1 };
  });
  expect((await failureOf(assume())).name).toBe('AccessDenied');
  made.clock.advance(1);
  await assume();
});

test('the root user assumes no role', async () => {
  const { made, assume } = await scene();
  const root = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  made.sandbox.edit((state) => {
    const { accessKeyId: id, secretAccessKey } = root;
    state.accessKeys[id] = {
      id,
      secretAccessKey,
      accountId: made.management,
      createdAt: 0,
      status: 'Active',
    };
  });
  expect(await failureOf(assume({}, root))).toMatchObject({
    name: 'AccessDenied',
    message: 'Roles may not be assumed by root accounts.',
  });
});

const plain = { Action: 'sts:AssumeRole' };

test('a source identity needs its own permission on both sides', async () => {
  const input = { SourceIdentity: 'jane' };
  const { made, assume, RoleArn, jane } = await scene();
  const answer = await made
    .sts(jane)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'jane', ...input }));
  expect(answer.SourceIdentity).toBe('jane');
  await assume(input);
  const untold = await scene({ document: trust('*', plain) });
  const who = `arn:aws:iam::${untold.made.management}:user/jane`;
  expect(await failureOf(untold.assume(input))).toMatchObject(
    denied(who, 'sts:SetSourceIdentity', untold.RoleArn),
  );
  await untold.assume();
  const ungranted = await scene({ grant: policy(allow('sts:AssumeRole')) });
  expect((await failureOf(ungranted.assume(input))).message).toContain('sts:SetSourceIdentity');
  await ungranted.assume();
});

test('session tags need their own permission on both sides', async () => {
  const input = { Tags: [{ Key: 'Client', Value: 'acme' }] };
  await (await scene()).assume(input);
  const untold = await scene({ document: trust('*', plain) });
  expect((await failureOf(untold.assume(input))).message).toContain('sts:TagSession');
  const ungranted = await scene({ grant: policy(allow('sts:AssumeRole')) });
  expect((await failureOf(ungranted.assume(input))).message).toContain('sts:TagSession');
});

test.each<[string, object, Partial<AssumeRoleCommandInput>, boolean]>([
  ['the session name', { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } }, {}, true],
  [
    'the session name',
    { StringEquals: { 'sts:RoleSessionName': '${aws:username}' } },
    { RoleSessionName: 'joan' },
    false,
  ],
  ['an external id', { StringEquals: { 'sts:ExternalId': 'x1' } }, { ExternalId: 'x1' }, true],
  ['an external id', { StringEquals: { 'sts:ExternalId': 'x1' } }, { ExternalId: 'x2' }, false],
  ['an external id', { StringEquals: { 'sts:ExternalId': 'x1' } }, {}, false],
  [
    'a tag',
    { StringLike: { 'aws:RequestTag/Reason': '?*' } },
    { Tags: [{ Key: 'Reason', Value: 'x' }] },
    true,
  ],
  ['a tag', { StringLike: { 'aws:RequestTag/Reason': '?*' } }, {}, false],
  [
    'which tags',
    { 'ForAllValues:StringEquals': { 'aws:TagKeys': ['Client'] } },
    { Tags: [{ Key: 'Reason', Value: 'x' }] },
    false,
  ],
  ['a source identity', { Null: { 'sts:SourceIdentity': 'false' } }, {}, false],
  ['a source identity', { Null: { 'sts:SourceIdentity': 'false' } }, { SourceIdentity: 'jane' }, true],
  ['MFA', { Bool: { 'aws:MultiFactorAuthPresent': 'true' } }, {}, false],
  // The mistake that lets plain access keys in: for them the key is not there.
  ['MFA, weakly', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'true' } }, {}, true],
])('a trust policy may ask for %s: %j', async (_, Condition, input, expected) => {
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  const { assume } = await scene({ document: trust({ AWS: '*' }, { Action, Condition }) });
  const outcome = await assume(input).then(
    () => true,
    () => false,
  );
  expect(outcome).toBe(expected);
});

test('MFA: a code of six digits, of an own device', async () => {
  const Condition = {
    Bool: { 'aws:MultiFactorAuthPresent': 'true' },
    NumericLessThan: { 'aws:MultiFactorAuthAge': '60' },
  };
  const { made, assume, jane } = await scene({ document: trust('*', { Condition }) });
  const SerialNumber = `arn:aws:iam::${made.management}:mfa/jane`;
  const wrong = 'MultiFactorAuthentication failed with invalid MFA one time pass code.';
  const right = { SerialNumber, TokenCode: '123456' };
  expect((await failureOf(assume(right))).message).toBe(wrong);
  made.edit(made.management, ({ users }) => users['jane']?.mfaDevices.push(SerialNumber));
  await assume(right);
  expect((await failureOf(assume({ SerialNumber }))).message).toBe(wrong);
  expect((await failureOf(assume({ TokenCode: '123456' }))).message).toBe(wrong);
  expect((await failureOf(assume({ ...right, TokenCode: '000000' }))).message).toBe(wrong);
  expect((await failureOf(assume({ ...right, TokenCode: '12345' }))).message).toMatch(/at 'tokenCode'/);
  expect((await failureOf(assume({ ...right, TokenCode: '12345x' }))).message).toMatch(/at 'tokenCode'/);
  // A session that was opened with MFA brings it along.
  const { Credentials } = await made.sts(jane).send(new GetSessionTokenCommand(right));
  await assume({}, keysOf(Credentials));
  made.clock.advance(60_000);
  expect((await failureOf(assume({}, keysOf(Credentials)))).name).toBe('AccessDenied');
});

test('MFA counts in the session that was opened with it, and in none that this one opens', async () => {
  const { made, assume, admin } = await scene();
  const { iam, ops, management } = made;
  const SerialNumber = `arn:aws:iam::${management}:mfa/jane`;
  made.edit(management, ({ users }) => users['jane']?.mfaDevices.push(SerialNumber));
  const PolicyDocument = policy({
    Effect: 'Allow',
    Action: ['iam:ListUsers', 'sts:AssumeRole'],
    Resource: '*',
    Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
  });
  const AssumeRolePolicyDocument = trust({ AWS: ops });
  await iam(admin).send(new CreateRoleCommand({ RoleName: 'Next', AssumeRolePolicyDocument }));
  for (const RoleName of ['Acme', 'Next']) {
    await iam(admin).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  }
  const list = (keys: Keys) => iam(keys).send(new ListUsersCommand({}));
  expect((await failureOf(list(await assume()))).name).toBe('AccessDenied');
  const code = { SerialNumber, TokenCode: '123456' };
  const session = await assume(code);
  await list(session);
  const next = await assume({ RoleArn: `arn:aws:iam::${ops}:role/Next` }, session);
  expect((await failureOf(list(next))).name).toBe('AccessDenied');
  const { Credentials } = await made
    .sts(made.addUser(management, 'joan', [everything]))
    .send(new GetSessionTokenCommand({}));
  expect((await failureOf(list(await assume({}, keysOf(Credentials))))).name).toBe('AccessDenied');
});

test('a user session with MFA makes role sessions with MFA', async () => {
  const { made, assume, admin, jane } = await scene();
  const SerialNumber = `arn:aws:iam::${made.management}:mfa/jane`;
  made.edit(made.management, ({ users }) => users['jane']?.mfaDevices.push(SerialNumber));
  const Condition = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  const PolicyDocument = policy({ Effect: 'Allow', Action: '*', Resource: '*', Condition });
  await made.iam(admin).send(new PutRolePolicyCommand({ RoleName: 'Acme', PolicyName: 'p', PolicyDocument }));
  const token = new GetSessionTokenCommand({ SerialNumber, TokenCode: '123456' });
  const { Credentials } = await made.sts(jane).send(token);
  const list = (keys: Keys) => made.iam(keys).send(new ListUsersCommand({}));
  expect((await failureOf(list(await assume()))).name).toBe('AccessDenied');
  const { Users } = await list(await assume({}, keysOf(Credentials)));
  expect(Users?.map(({ UserName }) => UserName)).toEqual(['ops-user']);
});

test.each([
  ['RoleSessionName', 'x', /at 'roleSessionName' .* greater than or equal to 2$/],
  ['RoleSessionName', 'a b', /at 'roleSessionName'/],
  ['RoleSessionName', 'x'.repeat(65), /less than or equal to 64$/],
  ['SourceIdentity', 'x', /at 'sourceIdentity'/],
  ['SourceIdentity', 'a/b', /at 'sourceIdentity'/],
  ['ExternalId', 'x', /at 'externalId'/],
  ['DurationSeconds', 899, /at 'durationSeconds' .* greater than or equal to 900$/],
  ['DurationSeconds', 43_201, /less than or equal to 43200$/],
  [
    'DurationSeconds',
    3601,
    /^The requested DurationSeconds exceeds the MaxSessionDuration set for this role\.$/,
  ],
  ['RoleArn', 'arn', /at 'roleArn' .* greater than or equal to 20$/],
  ['RoleArn', 'arn:aws:iam::111122223333:user/x', /is invalid$/],
  ['Policy', 'x'.repeat(2049), /at 'policy'/],
])('%s %s is refused', async (field, value, message) => {
  const { assume } = await scene();
  const failure = await failureOf(assume({ [field]: value }));
  expect(failure).toMatchObject({ name: 'ValidationError', message: expect.stringMatching(message) });
});

test('the form of every parameter comes before what the ARN means', async () => {
  const { assume } = await scene();
  const wrong = { RoleArn: 'arn:aws:iam::111122223333:user/x', RoleSessionName: 'a/b' };
  expect((await failureOf(assume(wrong))).message).toMatch(/at 'roleSessionName'/);
});

test.each([
  [{ Tags: [{ Key: 'aws:x', Value: '' }] }, /aws: prefixed/],
  [
    {
      Tags: [
        { Key: 'a', Value: '1' },
        { Key: 'A', Value: '2' },
      ],
    },
    /Duplicate tag keys/,
  ],
  [{ Tags: [{ Key: 'a', Value: '1' }], TransitiveTagKeys: ['b'] }, /transitive tag key must be included/],
  [{ Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: '' })) }, /limit of 50/],
])('bad session tags are refused: %j', async (input, message) => {
  const { assume } = await scene();
  expect((await failureOf(assume(input))).message).toMatch(message);
});

test("the role's maximum is a session's", async () => {
  const { made, assume, RoleArn, jane } = await scene({ role: { MaxSessionDuration: 43_200 } });
  const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: 'jane', DurationSeconds: 43_200 });
  const { Credentials } = await made.sts(jane).send(command);
  expect(Credentials?.Expiration).toEqual(new Date(made.clock.now() + 43_200_000));
  // A session assumes another role for an hour at most, a user's own session too.
  const limit =
    'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining';
  const session = await made.sts(jane).send(new GetSessionTokenCommand({}));
  const chained = await failureOf(assume({ DurationSeconds: 3601 }, keysOf(session.Credentials)));
  expect(chained.message).toBe(limit);
  await assume({ DurationSeconds: 3600 }, keysOf(session.Credentials));
});

test('source identity and transitive tags are passed on through a chain, and cannot be changed', async () => {
  const Action = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  const { made, assume, admin } = await scene();
  const { iam, sts, ops } = made;
  const client = iam(admin);
  const documents = {
    Next: trust({ AWS: ops }, { Action }),
    Named: trust({ AWS: ops }, { Action, Condition: { StringEquals: { 'aws:SourceIdentity': 'jane' } } }),
    Tagged: trust(
      { AWS: ops },
      { Action, Condition: { StringEquals: { 'aws:PrincipalTag/Client': 'acme' } } },
    ),
    Plain: trust({ AWS: ops }, plain),
  };
  for (const [RoleName, AssumeRolePolicyDocument] of Object.entries(documents)) {
    await client.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  }
  for (const RoleName of ['Acme', 'Next']) {
    const PolicyDocument = policy(allow('sts:*'));
    await client.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }));
  }
  const arnOf = (name: string) => `arn:aws:iam::${ops}:role/${name}`;
  const first = await assume({
    SourceIdentity: 'jane',
    Tags: [
      { Key: 'Client', Value: 'acme' },
      { Key: 'Reason', Value: 'x' },
    ],
    TransitiveTagKeys: ['client'],
  });
  const next = new AssumeRoleCommand({ RoleArn: arnOf('Next'), RoleSessionName: 'two' });
  const answer = await sts(first).send(next);
  expect(answer.SourceIdentity).toBe('jane');
  const second = keysOf(answer.Credentials);
  await assume({ RoleArn: arnOf('Named') }, second);
  await assume({ RoleArn: arnOf('Tagged') }, second);
  // What is handed on needs the same permission as what is new.
  expect((await failureOf(assume({ RoleArn: arnOf('Plain') }, second))).message).toMatch(
    /sts:SetSourceIdentity on resource/,
  );
  const changed = { RoleArn: arnOf('Next'), SourceIdentity: 'joan' };
  expect((await failureOf(assume(changed, first))).message).toContain('sts:SetSourceIdentity');
  await assume({ ...changed, SourceIdentity: 'jane' }, first);
  const retagged = { RoleArn: arnOf('Next'), Tags: [{ Key: 'CLIENT', Value: 'x' }] };
  expect((await failureOf(assume(retagged, first))).message).toMatch(/conflicts with a transitive tag key/);
  await assume({ ...retagged, Tags: [{ Key: 'Reason', Value: 'y' }] }, first);
});

test('a tag that is not transitive ends with its session', async () => {
  const { made, assume, admin } = await scene();
  const client = made.iam(admin);
  const AssumeRolePolicyDocument = trust({ AWS: made.ops }, plain);
  await client.send(new CreateRoleCommand({ RoleName: 'Plain', AssumeRolePolicyDocument }));
  const PolicyDocument = policy(allow('sts:*'));
  await client.send(new PutRolePolicyCommand({ RoleName: 'Acme', PolicyName: 'p', PolicyDocument }));
  const tagged = { Tags: [{ Key: 'Client', Value: 'acme' }] };
  const plainRole = { RoleArn: `arn:aws:iam::${made.ops}:role/Plain` };
  // The role takes no tags, so a session with one would be refused.
  const kept = await assume({ ...tagged, TransitiveTagKeys: ['Client'] });
  expect((await failureOf(assume(plainRole, kept))).message).toMatch(/sts:TagSession/);
  const { accessKeyId } = await assume(plainRole, await assume(tagged));
  expect(accessKeyId).toMatch(/^ASIA/);
});

test('session policies limit the session, given or named', async () => {
  const { made, assume, admin } = await scene();
  const { iam } = made;
  const PolicyDocument = policy(allow('iam:List*'));
  await iam(admin).send(new PutRolePolicyCommand({ RoleName: 'Acme', PolicyName: 'p', PolicyDocument }));
  const may = async (keys: Keys) => {
    const outcomes = [];
    for (const command of [new ListUsersCommand({}), new ListRolesCommand({})]) {
      const sent = command instanceof ListUsersCommand ? iam(keys).send(command) : iam(keys).send(command);
      outcomes.push(
        await sent.then(
          () => true,
          () => false,
        ),
      );
    }
    return outcomes;
  };
  expect(await may(await assume())).toEqual([true, true]);
  expect(await may(await assume({ Policy: policy(allow('iam:ListUsers')) }))).toEqual([true, false]);
  const arn = 'arn:aws:iam::aws:policy/AWSOrganizationsReadOnlyAccess';
  expect(await may(await assume({ PolicyArns: [{ arn }] }))).toEqual([false, false]);
  const both = { Policy: policy(allow('iam:ListRoles')), PolicyArns: [{ arn }] };
  expect(await may(await assume(both))).toEqual([false, true]);
  expect(await may(await assume({ Policy: everything }))).toEqual([true, true]);
  const gone = { PolicyArns: [{ arn: `${arn}x` }] };
  expect((await failureOf(assume(gone))).name).toMatch(/^MalformedPolicyDocument/);
  expect((await failureOf(assume({ Policy: '{}' }))).name).toMatch(/^MalformedPolicyDocument/);
  const foreign = new CreatePolicyCommand({ PolicyName: 'x', PolicyDocument: everything });
  const { Policy } = await iam().send(foreign);
  const elsewhere = { PolicyArns: [{ arn: Policy?.Arn }] };
  expect((await failureOf(assume(elsewhere))).name).toMatch(/^MalformedPolicyDocument/);
  const many = { PolicyArns: Array.from({ length: 11 }, () => ({ arn })) };
  expect((await failureOf(assume(many))).message).toMatch(/limit of 10/);
});

test('in the same account, trust in the user itself is enough', async () => {
  const made = world();
  const { ops } = made;
  const jane = made.addUser(ops, 'jane');
  const admin = await made.assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'admin',
  });
  const create = (RoleName: string, principal: string) =>
    made
      .iam(admin)
      .send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust({ AWS: principal }) }));
  await create('ForJane', `arn:aws:iam::${ops}:user/jane`);
  await create('ForAll', ops);
  const assume = (name: string) =>
    made.assume({ RoleArn: `arn:aws:iam::${ops}:role/${name}`, RoleSessionName: 'jane' }, jane);
  await assume('ForJane');
  expect((await failureOf(assume('ForAll'))).name).toBe('AccessDenied');
});

test('trust in a user ends with the user', async () => {
  const made = world();
  const { ops } = made;
  made.addUser(ops, 'jane');
  const admin = await made.assume({
    RoleArn: `arn:aws:iam::${ops}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'admin',
  });
  const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${ops}:user/jane` });
  await made.iam(admin).send(new CreateRoleCommand({ RoleName: 'ForJane', AssumeRolePolicyDocument }));
  const again = made.addUser(ops, 'jane');
  const input = { RoleArn: `arn:aws:iam::${ops}:role/ForJane`, RoleSessionName: 'jane' };
  await made.assume(input, again);
  made.edit(ops, ({ users }) => {
    const user = users['jane'];
    if (user) users['jane'] = { ...user, id: 'AIDAANOTHER' };
  });
  expect((await failureOf(made.assume(input, again))).name).toBe('AccessDenied');
});
