import {
  EntityAlreadyExistsException,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  NoSuchEntityException,
} from '@aws-sdk/client-iam';
import {
  ConstraintViolationException,
  CreateGovCloudAccountCommand,
  InvalidInputException,
  ListRootsCommand,
  MoveAccountCommand,
} from '@aws-sdk/client-organizations';
import { AssumeRoleWithSAMLCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { type Operation, SandboxError } from '../../../src/sandbox/operation.ts';
import { failureOf, ground } from '../ground.ts';

function throwing(
  code: string,
  message = 'what went wrong',
  status?: number,
  members?: Record<string, unknown>,
) {
  const operation: Operation<unknown> = {
    mutates: false,
    permissions: () => [],
    run: () => {
      throw new SandboxError(code, message, status, members);
    },
  };
  return operation;
}

const iamError = (code: string, message?: string) =>
  failureOf(
    ground({ operations: { iam: { GetRole: throwing(code, message) } } })
      .iam()
      .send(new GetRoleCommand({ RoleName: 'r' })),
  );

const organizationsError = (...args: Parameters<typeof throwing>) =>
  failureOf(
    ground({ operations: { organizations: { ListRoots: throwing(...args) } } })
      .organizations()
      .send(new ListRootsCommand({})),
  );

test.each(['NoSuchEntity', 'NoSuchEntityException'])('an awsQuery error may be called %s', async (code) => {
  const error = await iamError(code);
  expect(error).toBeInstanceOf(NoSuchEntityException);
  expect(error).toMatchObject({
    name: 'NoSuchEntityException',
    Code: 'NoSuchEntity',
    message: 'what went wrong',
    $metadata: { httpStatusCode: 404, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  });
});

test('an awsQuery error takes its status from the model, or the one that was given', async () => {
  const conflict = await iamError('EntityAlreadyExists');
  expect(conflict).toBeInstanceOf(EntityAlreadyExistsException);
  expect(conflict.$metadata?.httpStatusCode).toBe(409);
  const { iam } = ground({ operations: { iam: { GetRole: throwing('AccessDenied', 'no', 403) } } });
  expect(await failureOf(iam().send(new GetRoleCommand({ RoleName: 'r' })))).toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
  });
});

test('text that means something in XML comes through', async () => {
  expect((await iamError('NoSuchEntity', 'no <role> "a&lt;b"\u0007')).message).toBe('no <role> "a&lt;b"');
});

test('an awsJson error comes back as its class, with its members and always with status 400', async () => {
  const violation = await organizationsError('ConstraintViolationException', 'too many', 400, {
    Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
  });
  expect(violation).toBeInstanceOf(ConstraintViolationException);
  expect(violation).toMatchObject({
    message: 'too many',
    Reason: 'ACCOUNT_NUMBER_LIMIT_EXCEEDED',
    $metadata: { httpStatusCode: 400 },
  });
  expect((await organizationsError('ConcurrentModification')).name).toBe('ConcurrentModificationException');
  const missing = await organizationsError('AccountNotFoundException', 'gone', 404);
  expect(missing.$metadata?.httpStatusCode).toBe(400);
  expect((await organizationsError('NeverHeardOf')).name).toBe('NeverHeardOf');
  expect((await organizationsError('ServiceException', 'broken', 500)).$metadata?.httpStatusCode).toBe(500);
});

test('an operation that the sandbox does not answer says so in its service’s way', async () => {
  const { organizations, sts, iam } = ground();
  const json = await failureOf(
    organizations().send(new CreateGovCloudAccountCommand({ AccountName: 'x', Email: 'x@example.com' })),
  );
  expect(json.name).toBe('UnknownOperationException');
  expect(json.message).toContain('organizations:CreateGovCloudAccount');
  const saml = { RoleArn: 'arn:aws:iam::111122223333:role/x', PrincipalArn: 'arn:aws:iam::111122223333:x/y' };
  const assertion = new AssumeRoleWithSAMLCommand({ ...saml, SAMLAssertion: 'x' });
  expect((await failureOf(sts().send(assertion))).name).toBe('InvalidAction');
  // Known by its schema, and not implemented here.
  expect((await failureOf(iam().send(new ListRolesCommand({})))).message).toContain('iam:ListRoles');
});

test('a request for no service at all is still answered', async () => {
  const { sandbox } = ground();
  const { response } = await sandbox.requestHandler.handle({ method: 'GET', path: '/', headers: {} });
  expect(response.statusCode).toBe(404);
  expect(Buffer.from(response.body as Uint8Array).toString()).toContain(
    '<Code>UnknownOperationException</Code>',
  );
});

test('a missing required member is refused before the operation', async () => {
  const { organizations, iam } = ground({ operations: { iam: { GetRole: throwing('reached') } } });
  const move = new MoveAccountCommand({
    AccountId: undefined,
    SourceParentId: 'r-1234',
    DestinationParentId: 'r-1234',
  });
  const json = await failureOf(organizations().send(move));
  expect(json).toBeInstanceOf(InvalidInputException);
  expect(json.Reason).toBe('INPUT_REQUIRED');
  const query = await failureOf(iam().send(new GetRoleCommand({ RoleName: undefined })));
  expect(query.name).toBe('ValidationError');
  expect(query.message).toContain("'roleName'");
});

test('an error that is the sandbox’s own mistake is thrown, not answered', async () => {
  const broken: Operation<unknown> = {
    mutates: false,
    permissions: () => [],
    run: () => {
      throw new RangeError('a mistake');
    },
  };
  const { iam } = ground({ operations: { iam: { GetUser: broken } } });
  expect((await failureOf(iam().send(new GetUserCommand({})))).message).toBe('a mistake');
});

test('a body that is not JSON is a SerializationException', async () => {
  const { sandbox, organizations } = ground();
  const client = organizations();
  client.middlewareStack.add(
    (next) => (args) => {
      Object.assign(args.request as object, { body: '{"Half":' });
      return next(args);
    },
    { step: 'build', priority: 'low' },
  );
  expect((await failureOf(client.send(new ListRootsCommand({})))).name).toBe('SerializationException');
  expect(sandbox.calls).toEqual([]);
});

test('the id of a request is in its answer', async () => {
  const { sts } = ground();
  const { $metadata } = await sts().send(new GetCallerIdentityCommand({}));
  expect($metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
});
