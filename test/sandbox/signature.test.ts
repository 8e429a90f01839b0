import {
  DescribeOrganizationCommand,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import type { ProfileKeys, Sandbox } from '../../src/sandbox/assemble.ts';
import { VirtualClock } from '../../src/sandbox/clock.ts';
import type { SdkRequest } from '../../src/sandbox/request-handler.ts';
import { failureOf, ground } from './ground.ts';

/** Sends GetCallerIdentity with the signed request changed on its way. */
async function tampered(change: (request: SdkRequest) => SdkRequest, clock = new VirtualClock()) {
  const { sandbox, sts } = ground({ clock });
  const client = sts();
  const { requestHandler } = sandbox;
  client.config.requestHandler = {
    ...client.config.requestHandler,
    handle: (request: SdkRequest) => requestHandler.handle(change(request)),
  } as typeof client.config.requestHandler;
  return client.send(new GetCallerIdentityCommand({}));
}

function opsKeys({ profiles }: Sandbox): ProfileKeys {
  if (profiles.ops === undefined) throw new Error('The base has an ops user.');
  return profiles.ops;
}

const withHeader = (name: string, value: string) => (request: SdkRequest) => ({
  ...request,
  headers: { ...request.headers, [name]: value },
});

test('a request that arrives as it was signed is its signer’s', async () => {
  expect((await tampered((request) => request)).Arn).toMatch(/user\/management-admin$/);
});

test('a key that nobody has', async () => {
  const { sts, organizations, sandbox } = ground();
  const keys = { ...sandbox.profiles.management, accessKeyId: 'AKIAAAAAAAAAAAAAAAAA' };
  expect(await failureOf(sts(keys).send(new GetCallerIdentityCommand({})))).toMatchObject({
    name: 'InvalidClientTokenId',
    message: 'The security token included in the request is invalid.',
    $metadata: { httpStatusCode: 403 },
  });
  expect(await failureOf(organizations(keys).send(new ListRootsCommand({})))).toMatchObject({
    name: 'UnrecognizedClientException',
    $metadata: { httpStatusCode: 400 },
  });
});

test('a wrong secret', async () => {
  const { sts, organizations, sandbox } = ground();
  const keys = { ...sandbox.profiles.management, secretAccessKey: 'wrong' };
  expect((await failureOf(sts(keys).send(new GetCallerIdentityCommand({})))).name).toBe(
    'SignatureDoesNotMatch',
  );
  expect((await failureOf(organizations(keys).send(new DescribeOrganizationCommand({})))).name).toBe(
    'InvalidSignatureException',
  );
});

test('a body or a signed header that is not the signed one', async () => {
  const body = await failureOf(
    tampered((request) => ({ ...request, body: 'Action=GetCallerIdentity&Version=2011-06-15&More=1' })),
  );
  expect(body.name).toBe('SignatureDoesNotMatch');
  expect((await failureOf(tampered(withHeader('host', 'elsewhere')))).name).toBe('SignatureDoesNotMatch');
});

test('no signature, half of one, and one of another kind', async () => {
  const none = await failureOf(
    tampered(({ headers: { authorization, ...headers }, ...request }) => ({ ...request, headers })),
  );
  expect(none).toMatchObject({ name: 'MissingAuthenticationToken', $metadata: { httpStatusCode: 403 } });
  for (const value of ['AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/sts/aws4_request', 'Bearer x']) {
    expect((await failureOf(tampered(withHeader('authorization', value)))).name).toBe('IncompleteSignature');
  }
});

test('a signature that leaves out the host, or is of another day than its scope', async () => {
  const withoutHost = await failureOf(
    tampered((request) =>
      withHeader('authorization', (request.headers.authorization ?? '').replace('host;', ''))(request),
    ),
  );
  expect(withoutHost.name).toBe('IncompleteSignature');
  expect((await failureOf(tampered(withHeader('x-amz-date', '20300102T000000Z')))).name).toBe(
    'IncompleteSignature',
  );
});

test('a token that the sandbox did not issue', async () => {
  const { organizations, sandbox } = ground();
  const keys = { ...sandbox.profiles.management, sessionToken: 'made.up' };
  expect((await failureOf(organizations(keys).send(new DescribeOrganizationCommand({})))).name).toBe(
    'UnrecognizedClientException',
  );
});

test('an inactive key, a user that is gone, and an account that is not active', async () => {
  const { sts, sandbox } = ground();
  const keys = opsKeys(sandbox);
  const call = () => sts(keys).send(new GetCallerIdentityCommand({}));
  const { accountId = '' } = sandbox.state().accessKeys[keys.accessKeyId] ?? {};
  const setKey = (status: 'Active' | 'Inactive') =>
    sandbox.edit((state) => {
      const key = state.accessKeys[keys.accessKeyId];
      if (key) key.status = status;
    });
  const setAccount = (to: 'ACTIVE' | 'SUSPENDED') =>
    sandbox.edit((state) => {
      const account = state.accounts[accountId];
      if (account) account.state = to;
    });
  await call();
  setKey('Inactive');
  expect((await failureOf(call())).name).toBe('InvalidClientTokenId');
  setKey('Active');
  setAccount('SUSPENDED');
  expect((await failureOf(call())).name).toBe('InvalidClientTokenId');
  setAccount('ACTIVE');
  await call();
  sandbox.edit((state) => {
    delete state.iam[accountId]?.users['ops-user'];
  });
  expect((await failureOf(call())).name).toBe('InvalidClientTokenId');
});

test('a root user’s key is the account’s own, and what it may do is asked for as for any other', async () => {
  const { sandbox, sts, organizations, asked } = ground();
  const accountId = sandbox.state().managementAccountId;
  sandbox.edit((state) => {
    state.accessKeys.AKIAROOT = {
      id: 'AKIAROOT',
      secretAccessKey: 'secret',
      accountId,
      createdAt: 0,
      status: 'Active',
    };
  });
  const keys = { accessKeyId: 'AKIAROOT', secretAccessKey: 'secret' };
  expect(await sts(keys).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: `arn:aws:iam::${accountId}:root`,
    UserId: accountId,
  });
  await organizations(keys).send(new ListRootsCommand({}));
  expect(asked).toEqual([{ action: 'organizations:ListRoots', resource: '*' }]);
});

test('the time of signing is held against the machine’s while the sandbox’s clock shows that', async () => {
  const late = new VirtualClock(Date.now());
  const old = withHeader('x-amz-date', '20200101T000000Z');
  const scope = (request: SdkRequest) =>
    withHeader(
      'authorization',
      (request.headers.authorization ?? '').replace(/\/\d{8}\//, '/20200101/'),
    )(old(request));
  expect((await failureOf(tampered(scope, late))).message).toContain('Signature expired');
  // Elsewhere in time only the signature itself is wrong.
  expect((await failureOf(tampered(scope))).message).toContain('does not match');
});

test('what is refused is not logged as a call and changes nothing', async () => {
  const { organizations, sandbox } = ground();
  const keys = { ...sandbox.profiles.management, secretAccessKey: 'wrong' };
  const before = JSON.stringify(sandbox.state());
  const move = { AccountId: '1', SourceParentId: '2', DestinationParentId: '3' };
  await failureOf(organizations(keys).send(new MoveAccountCommand(move)));
  expect(sandbox.calls).toEqual([]);
  expect(JSON.stringify(sandbox.state())).toBe(before);
});
