import { ListRolesCommand } from '@aws-sdk/client-iam';
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  DecodeAuthorizationMessageCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
  GetWebIdentityTokenCommand,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf, type Keys } from '../ground.ts';
import { allow, keysOf, policy, type World, world } from '../world.ts';

const everything = policy(allow('*'));

/** A user of the management account, and sessions of it under the name Bob. */
function federation(documents: readonly string[] = [everything]) {
  const made = world();
  const jane = made.addUser(made.management, 'jane', documents);
  const federate = (input: Partial<GetFederationTokenCommandInput> = {}, keys: Keys = jane) =>
    made.sts(keys).send(new GetFederationTokenCommand({ Name: 'Bob', ...input }));
  return { made, jane, federate };
}

function organizations({ sandbox }: World, credentials: Keys): OrganizationsClient {
  return new OrganizationsClient({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
  });
}

test('a federated user goes by its own name, for twelve hours', async () => {
  const { made, federate } = federation();
  const { Credentials, FederatedUser } = await federate();
  const { management, clock } = made;
  const arn = `arn:aws:sts::${management}:federated-user/Bob`;
  expect(FederatedUser).toEqual({ FederatedUserId: `${management}:Bob`, Arn: arn });
  expect(Credentials?.Expiration).toEqual(new Date(clock.now() + 43_200_000));
  expect(await made.sts(keysOf(Credentials)).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Account: management,
    Arn: arn,
    UserId: `${management}:Bob`,
  });
});

test('it may do what its user and its policies both allow', async () => {
  const { made, federate } = federation([policy(allow('sts:*'), allow('organizations:Describe*'))]);
  const session = async (Policy?: string) =>
    organizations(made, keysOf((await federate({ Policy })).Credentials));
  const describe = new DescribeOrganizationCommand({});
  await (await session(everything)).send(describe);
  expect((await failureOf((await session(everything)).send(new ListAccountsCommand({})))).message).toContain(
    'no identity-based policy allows',
  );
  const narrow = await session(policy(allow('organizations:List*')));
  expect((await failureOf(narrow.send(describe))).message).toContain('no session policy allows');
  // Without a policy of its own it may do nothing.
  expect((await failureOf((await session()).send(describe))).message).toContain('no session policy allows');
});

test('policies see a federated user, not the user behind it', async () => {
  const types = {
    StringEquals: { 'aws:PrincipalType': 'FederatedUser' },
    Null: { 'aws:username': 'true' },
    ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:federated-user/Bob' },
  };
  const { made, federate } = federation([
    policy(allow('sts:*'), { ...allow('organizations:DescribeOrganization'), Condition: types }),
  ]);
  const { Credentials } = await federate({ Policy: everything });
  await organizations(made, keysOf(Credentials)).send(new DescribeOrganizationCommand({}));
});

test('of IAM and STS it may call nothing but GetCallerIdentity', async () => {
  const { made, federate } = federation();
  const bob = keysOf((await federate({ Policy: everything })).Credentials);
  expect((await failureOf(made.iam(bob).send(new ListRolesCommand({})))).name).toBe('InvalidClientTokenId');
  const role = `arn:aws:iam::${made.ops}:role/OrganizationAccountAccessRole`;
  const refused = [
    made.sts(bob).send(new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me' })),
    made.sts(bob).send(new GetSessionTokenCommand({})),
    made.sts(bob).send(new GetFederationTokenCommand({ Name: 'Bob' })),
  ];
  for (const call of refused) {
    expect(await failureOf(call)).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringMatching(/^Cannot call \w+ with session credentials$/),
    });
  }
});

test.each([
  [{ Name: 'B' }, /at 'name'/],
  [{ Name: 'x'.repeat(33) }, /at 'name'/],
  [{ DurationSeconds: 899 }, /at 'durationSeconds'/],
  [{ DurationSeconds: 129_601 }, /at 'durationSeconds'/],
  [{ PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/NoSuchPolicy' }] }, /could not be found/],
])('refused: %j', async (input, message) => {
  expect((await failureOf(federation().federate(input))).message).toMatch(message);
});

test('it is asked for on the name, and no session opens one', async () => {
  const { made, jane, federate } = federation([
    policy(allow('sts:GetFederationToken', 'arn:aws:sts::*:federated-user/Bob')),
  ]);
  await federate();
  const other = await failureOf(federate({ Name: 'Eve' }));
  expect(other.message).toContain(`on resource: arn:aws:sts::${made.management}:federated-user/Eve`);
  const tagged = federate({ Tags: [{ Key: 'team', Value: 'blue' }] });
  expect((await failureOf(tagged)).message).toContain('sts:TagSession');
  const { Credentials } = await made.sts(jane).send(new GetSessionTokenCommand({}));
  expect((await failureOf(federate({}, keysOf(Credentials)))).name).toBe('AccessDenied');
});

test('a session of it ends with its user', async () => {
  const { made, federate } = federation();
  const bob = keysOf((await federate()).Credentials);
  made.edit(made.management, ({ users }) => delete users['jane']);
  const asked = made.sts(bob).send(new GetCallerIdentityCommand({}));
  expect((await failureOf(asked)).name).toBe('InvalidClientTokenId');
});

test('there is no message to decode', async () => {
  const { sts, addUser, management } = world();
  const decode = new DecodeAuthorizationMessageCommand({ EncodedMessage: 'abc' });
  expect(await failureOf(sts().send(decode))).toMatchObject({
    name: 'InvalidAuthorizationMessageException',
    $metadata: { httpStatusCode: 400 },
  });
  expect((await failureOf(sts(addUser(management, 'jane')).send(decode))).message).toContain(
    'is not authorized to perform: sts:DecodeAuthorizationMessage on resource: *',
  );
});

test('no account gives out web identities', async () => {
  const { sts, addUser, management } = world();
  const token = new GetWebIdentityTokenCommand({ Audience: ['example'], SigningAlgorithm: 'RS256' });
  expect((await failureOf(sts().send(token))).name).toBe('OutboundWebIdentityFederationDisabledException');
  expect((await failureOf(sts(addUser(management, 'jane')).send(token))).message).toContain(
    'is not authorized to perform: sts:GetWebIdentityToken on resource: *',
  );
});
