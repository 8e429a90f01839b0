import {
  AddRoleToInstanceProfileCommand,
  AttachRolePolicyCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  CreateServiceLinkedRoleCommand,
  DeleteRoleCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteRolePolicyCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetServiceLinkedRoleDeletionStatusCommand,
  type IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { failureOf } from '../ground.ts';
import { allow, policy, trust, world } from '../world.ts';

const AWSServiceName = 'autoscaling.amazonaws.com';
const RoleName = 'AWSServiceRoleForAutoScaling';
const PolicyArn = 'arn:aws:iam::aws:policy/ReadOnlyAccess';

const create = (client: IAMClient, input: object = {}) =>
  client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName, ...input }));

test('a service-linked role has the name, the path and the trust of its service', async () => {
  const { iam, sts, management } = world();
  await create(iam(), { Description: 'scales' });
  const { Role } = await iam().send(new GetRoleCommand({ RoleName }));
  expect(Role).toMatchObject({
    RoleName,
    Path: '/aws-service-role/autoscaling.amazonaws.com/',
    Arn: `arn:aws:iam::${management}:role/aws-service-role/autoscaling.amazonaws.com/${RoleName}`,
    Description: 'scales',
    MaxSessionDuration: 3600,
  });
  expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toEqual({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: AWSServiceName }, Action: 'sts:AssumeRole' }],
  });
  const assume = new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' });
  expect((await failureOf(sts().send(assume))).name).toBe('AccessDenied');
});

test('there is one of a service, or one with each suffix where the service takes them', async () => {
  const { iam } = world();
  await create(iam());
  expect(await failureOf(create(iam()))).toMatchObject({
    name: 'InvalidInputException',
    message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
  });
  const { Role } = await create(iam(), { CustomSuffix: 'blue' });
  expect(Role?.RoleName).toBe(`${RoleName}_blue`);
  const config = { AWSServiceName: 'config.amazonaws.com', CustomSuffix: 'blue' };
  expect((await failureOf(create(iam(), config))).message).toBe(
    'Custom suffix is not allowed for config.amazonaws.com',
  );
});

test.each(['autoscaling', 'AutoScaling.amazonaws.com', 'nothing.amazonaws.com', 'constructor.amazonaws.com'])(
  '%s is no service with a role of its own',
  async (service) => {
    const { iam, sandbox } = world();
    const before = structuredClone(sandbox.state());
    const failure = await failureOf(create(iam(), { AWSServiceName: service }));
    expect(failure).toMatchObject({
      name: 'InvalidInputException',
      message: expect.stringContaining(service),
    });
    expect(sandbox.state()).toEqual(before);
  },
);

test('only its service changes it', async () => {
  const { iam } = world();
  await create(iam());
  await iam().send(new CreateInstanceProfileCommand({ InstanceProfileName: 'p' }));
  const document = policy(allow('*'));
  const refused = [
    new AttachRolePolicyCommand({ RoleName, PolicyArn }),
    new DetachRolePolicyCommand({ RoleName, PolicyArn }),
    new PutRolePolicyCommand({ RoleName: RoleName.toLowerCase(), PolicyName: 'x', PolicyDocument: document }),
    new DeleteRolePolicyCommand({ RoleName, PolicyName: 'x' }),
    new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust('*') }),
    new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PolicyArn }),
    new DeleteRolePermissionsBoundaryCommand({ RoleName }),
    new UpdateRoleCommand({ RoleName, MaxSessionDuration: 7200 }),
    new AddRoleToInstanceProfileCommand({ RoleName, InstanceProfileName: 'p' }),
    new DeleteRoleCommand({ RoleName }),
  ] as const;
  for (const command of refused) {
    const failure = await failureOf(iam().send(command as DeleteRoleCommand));
    expect(failure, command.constructor.name).toMatchObject({
      name: 'UnmodifiableEntityException',
      message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    });
  }
  await iam().send(new UpdateRoleCommand({ RoleName, Description: 'mine' }));
  expect((await iam().send(new GetRoleCommand({ RoleName }))).Role?.Description).toBe('mine');
});

test.each(['/aws-service-role/', '/aws-service-role/support.amazonaws.com/', '/aws-reserved/sso/'])(
  'no role of anybody else is made under %s',
  async (Path) => {
    const { iam, sandbox } = world();
    const before = structuredClone(sandbox.state());
    const input = { RoleName: 'x', Path, AssumeRolePolicyDocument: trust('*') };
    const failure = await failureOf(iam().send(new CreateRoleCommand(input)));
    const prefix = /^\/[^/]+\//.exec(Path)?.[0];
    expect(failure).toMatchObject({
      name: 'InvalidInputException',
      message: `Path prefix '${prefix}' can only be used for AWS Service linked Roles`,
    });
    expect(sandbox.state()).toEqual(before);
  },
);

test('its deletion is a task that reports how it ended', async () => {
  const { iam } = world();
  await create(iam());
  const { DeletionTaskId } = await iam().send(new DeleteServiceLinkedRoleCommand({ RoleName }));
  expect(DeletionTaskId).toMatch(
    /^task\/aws-service-role\/autoscaling\.amazonaws\.com\/AWSServiceRoleForAutoScaling\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  );
  const status = (id: string | undefined) =>
    iam().send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId: id }));
  expect((await status(DeletionTaskId)).Status).toBe('SUCCEEDED');
  expect((await failureOf(iam().send(new GetRoleCommand({ RoleName })))).name).toBe('NoSuchEntityException');
  expect((await failureOf(status(`${DeletionTaskId}0`))).name).toBe('NoSuchEntityException');
  expect((await failureOf(status('task/x'))).name).toBe('InvalidInputException');
});

test('the role of Organizations stays as long as there is an organization', async () => {
  const { iam } = world();
  const { Role } = await create(iam(), { AWSServiceName: 'organizations.amazonaws.com' });
  const named = { RoleName: Role?.RoleName };
  const { DeletionTaskId } = await iam().send(new DeleteServiceLinkedRoleCommand(named));
  const status = await iam().send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
  expect(status).toMatchObject({
    Status: 'FAILED',
    Reason: { Reason: expect.stringContaining('organization') },
  });
  expect((await iam().send(new GetRoleCommand(named))).Role?.RoleName).toBe('AWSServiceRoleForOrganizations');
});

test('a plain role is none', async () => {
  const { iam } = world();
  await iam().send(new CreateRoleCommand({ RoleName: 'plain', AssumeRolePolicyDocument: trust('*') }));
  for (const name of ['plain', 'gone']) {
    const failure = await failureOf(iam().send(new DeleteServiceLinkedRoleCommand({ RoleName: name })));
    expect(failure.message).toBe(`The role with name ${name} cannot be found.`);
  }
});

test('it is asked for on its ARN, and by service', async () => {
  const { iam, addUser, management } = world();
  const arn = (service: string) => `arn:aws:iam::${management}:role/aws-service-role/${service}/*`;
  const byArn = policy(allow('iam:*ServiceLinkedRole*', arn(AWSServiceName)));
  const byService = policy({
    ...allow('iam:CreateServiceLinkedRole'),
    Condition: { StringEquals: { 'iam:AWSServiceName': AWSServiceName } },
  });
  const other = { AWSServiceName: 'config.amazonaws.com' };
  const [first, second] = [byArn, byService].map((document, index) =>
    iam(addUser(management, `u${index}`, [document])),
  );
  if (first === undefined || second === undefined) throw new Error('two users were added');
  expect((await failureOf(create(first, other))).name).toBe('AccessDenied');
  expect((await failureOf(create(second, other))).name).toBe('AccessDenied');
  await create(first);
  const { DeletionTaskId } = await first.send(new DeleteServiceLinkedRoleCommand({ RoleName }));
  await first.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }));
  expect(
    await failureOf(second.send(new GetServiceLinkedRoleDeletionStatusCommand({ DeletionTaskId }))),
  ).toMatchObject({ name: 'AccessDenied' });
  await create(second);
});
