import {
  CreateUserCommand,
  DeactivateMFADeviceCommand,
  DeleteLoginProfileCommand,
  EnableOrganizationsRootCredentialsManagementCommand,
  EnableOrganizationsRootSessionsCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListMFADevicesCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  CloseAccountCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  type AssumeRootCommandInput,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { recordsOf } from '../cloudtrail/recorded.ts';
import { type Company, company } from '../company.ts';
import { failureOf, type Keys } from '../ground.ts';
import { allow, keysOf, policy } from '../world.ts';

const ServicePrincipal = 'iam.amazonaws.com';
const task = (name: string) => ({ arn: `arn:aws:iam::aws:policy/root-task/${name}` });
const audit = task('IAMAuditRootUserCredentials');
const removal = task('IAMDeleteRootUserCredentials');

async function prepared(): Promise<Company> {
  const made = await company();
  await made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  await made.iam().send(new EnableOrganizationsRootCredentialsManagementCommand({}));
  return made;
}

const assume = (made: Company, input: Partial<AssumeRootCommandInput> = {}, keys?: Keys) =>
  made.sts(keys).send(new AssumeRootCommand({ TargetPrincipal: made.acme, TaskPolicyArn: audit, ...input }));

async function session(made: Company, TaskPolicyArn = audit): Promise<Keys> {
  return keysOf((await assume(made, { TaskPolicyArn })).Credentials);
}

test('a session is the root user’s, for a quarter of an hour at most', async () => {
  const made = await prepared();
  const { Credentials } = await assume(made);
  expect(Credentials?.Expiration).toEqual(new Date(made.clock.now() + 900_000));
  const keys = keysOf(Credentials);
  expect(await made.sts(keys).send(new GetCallerIdentityCommand({}))).toMatchObject({
    Arn: `arn:aws:iam::${made.acme}:root`,
    Account: made.acme,
    UserId: made.acme,
  });
  await assume(made, { TargetPrincipal: `arn:aws:iam::${made.acme}:root`, DurationSeconds: 60 });
  expect((await failureOf(assume(made, { DurationSeconds: 901 }))).name).toBe('ValidationError');
  await made.clock.sleep(900_000);
  expect((await failureOf(made.iam(keys).send(new GetUserCommand({})))).name).toBe('ExpiredToken');
});

test('it may do its task for the root user, and nothing else', async () => {
  const made = await prepared();
  const reading = made.iam(await session(made));
  await reading.send(new GetUserCommand({}));
  await reading.send(new GetLoginProfileCommand({}));
  await reading.send(new ListMFADevicesCommand({}));
  await reading.send(new GetAccountSummaryCommand({}));
  const others = [
    reading.send(new DeleteLoginProfileCommand({})),
    reading.send(new ListUsersCommand({})),
    reading.send(new CreateUserCommand({ UserName: 'jane' })),
    reading.send(new GetUserCommand({ UserName: 'jane' })),
  ];
  for (const other of others) {
    expect((await failureOf(other)).message).toMatch(/because no session policy allows the iam:\w+ action$/);
  }
  const removing = made.iam(await session(made, removal));
  await removing.send(new DeleteLoginProfileCommand({}));
  expect((await failureOf(reading.send(new GetLoginProfileCommand({})))).name).toBe('NoSuchEntityException');
  const SerialNumber = `arn:aws:iam::${made.acme}:mfa/root`;
  const deactivate = removing.send(new DeactivateMFADeviceCommand({ SerialNumber }));
  expect((await failureOf(deactivate)).name).toBe('NoSuchEntityException');
  const role = new AssumeRoleCommand({
    RoleArn: `arn:aws:iam::${made.acme}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'me',
  });
  expect((await failureOf(made.sts(await session(made)).send(role))).name).toBe('AccessDenied');
});

test('the global endpoint does not know it', async () => {
  const made = await prepared();
  const at = (host: string) =>
    new STSClient({
      region: 'us-east-1',
      endpoint: `https://${host}`,
      requestHandler: made.sandbox.requestHandler,
      credentials: made.sandbox.profiles.management,
      maxAttempts: 1,
    }).send(new AssumeRootCommand({ TargetPrincipal: made.acme, TaskPolicyArn: audit }));
  expect(await failureOf(at('sts.amazonaws.com'))).toMatchObject({
    name: 'InvalidAction',
    message: 'Unknown Operation',
  });
  await at('sts.eu-central-1.amazonaws.com');
  await at('localhost:4566');
});

test('each task needs its feature, and every one the access of IAM to the organization', async () => {
  const made = await company();
  const denied = async (TaskPolicyArn = audit) => (await failureOf(assume(made, { TaskPolicyArn }))).name;
  expect(await denied()).toBe('AccessDenied');
  await made.organizations().send(new EnableAWSServiceAccessCommand({ ServicePrincipal }));
  expect(await denied()).toBe('AccessDenied');
  await made.iam().send(new EnableOrganizationsRootSessionsCommand({}));
  expect(await denied()).toBe('AccessDenied');
  const bucket = task('S3UnlockBucketPolicy');
  await assume(made, { TaskPolicyArn: bucket });
  await assume(made, { TaskPolicyArn: task('SQSUnlockQueuePolicy') });
  await made.iam().send(new EnableOrganizationsRootCredentialsManagementCommand({}));
  await assume(made, { TaskPolicyArn: task('IAMCreateRootUserPassword') });
  const other = { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' };
  expect(await denied(other)).toBe('ValidationError');
  expect(await denied(task('Everything'))).toBe('ValidationError');
});

test('who may call it, and for whom', async () => {
  const made = await prepared();
  const admin = await made.admin(made.ops);
  const denied = async (input: Partial<AssumeRootCommandInput>, keys?: Keys) =>
    (await failureOf(assume(made, input, keys))).name;
  expect(await denied({}, admin)).toBe('AccessDenied');
  expect(await denied({}, made.rootKeys(made.management))).toBe('AccessDenied');
  expect(await denied({ TargetPrincipal: made.management })).toBe('AccessDenied');
  expect(await denied({ TargetPrincipal: made.outsider })).toBe('AccessDenied');
  expect(await denied({ TargetPrincipal: '999999999999' })).toBe('AccessDenied');
  expect(await denied({ TargetPrincipal: `arn:aws:iam::${made.acme}:role/x` })).toBe('ValidationError');
  await made.organizations().send(new CloseAccountCommand({ AccountId: made.globex }));
  expect(await denied({ TargetPrincipal: made.globex })).toBe('AccessDenied');
  const { Credentials } = await made.sts().send(new GetSessionTokenCommand({}));
  expect(await denied({}, keysOf(Credentials))).toBe('AccessDenied');
  await made
    .organizations()
    .send(new RegisterDelegatedAdministratorCommand({ AccountId: made.ops, ServicePrincipal }));
  await assume(made, {}, admin);
  await made.organizations(admin).send(new ListAccountsCommand({}));
  expect(await denied({}, await made.admin(made.acme))).toBe('AccessDenied');
});

test('a member that is being closed has a root user until it is closed', async () => {
  const made = await prepared();
  const become = (state: 'PENDING_CLOSURE' | 'SUSPENDED') =>
    made.sandbox.edit(({ accounts }) => void Object.assign(accounts[made.globex] ?? {}, { state }));
  become('PENDING_CLOSURE');
  await assume(made, { TargetPrincipal: made.globex });
  become('SUSPENDED');
  expect((await failureOf(assume(made, { TargetPrincipal: made.globex }))).name).toBe('AccessDenied');
});

test('it needs its permission on the root user, for the task', async () => {
  const made = await prepared();
  const { acme, globex } = made;
  const auditing = { StringEquals: { 'sts:TaskPolicyArn': audit.arn } };
  const jane = made.addUser(made.management, 'jane', [
    policy({ ...allow('sts:AssumeRoot', `arn:aws:iam::${acme}:root`), Condition: auditing }),
  ]);
  await assume(made, {}, jane);
  expect((await failureOf(assume(made, { TaskPolicyArn: removal }, jane))).message).toBe(
    `User: arn:aws:iam::${made.management}:user/jane is not authorized to perform: sts:AssumeRoot ` +
      `on resource: arn:aws:iam::${acme}:root because no identity-based policy allows the sts:AssumeRoot action`,
  );
  expect((await failureOf(assume(made, { TargetPrincipal: globex }, jane))).name).toBe('AccessDenied');
});

test('a source identity goes along', async () => {
  const made = await prepared();
  const trust = policy({
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
  });
  made.edit(made.management, (iam) => {
    const role = made.sandbox.state().iam[made.acme]?.roles['organizationaccountaccessrole'];
    if (role === undefined) return;
    iam.roles['admin'] = {
      ...role,
      name: 'admin',
      id: 'AROAADMIN',
      trust: { document: trust, effectiveAt: 0 },
    };
  });
  const RoleArn = `arn:aws:iam::${made.management}:role/admin`;
  const keys = await made.assume({ RoleArn, RoleSessionName: 'me', SourceIdentity: 'jane' });
  expect((await assume(made, {}, keys)).SourceIdentity).toBe('jane');
});

test('service control policies count, and tell such a session from the root user itself', async () => {
  const made = await prepared();
  await made.enable();
  const keys = await session(made);
  await made.attach(
    made.acme,
    policy({
      Effect: 'Deny',
      Action: '*',
      Resource: '*',
      Condition: {
        ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:root' },
        Null: { 'aws:AssumedRoot': 'true' },
      },
    }),
  );
  const look = (by: Keys) => made.iam(by).send(new GetUserCommand({}));
  await look(keys);
  expect((await failureOf(look(made.rootKeys(made.acme)))).name).toBe('AccessDenied');
  await made.attach(made.acme, policy({ Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' }));
  expect((await failureOf(look(keys))).message).toMatch(/service control policy$/);
});

test('it is recorded where it is called, and what follows in the member account as the root user’s', async () => {
  const made = await prepared();
  const keys = await session(made);
  await made.iam(keys).send(new GetUserCommand({}));
  const [opened] = await recordsOf(made.cloudtrail(), 'AssumeRoot');
  expect(opened).toMatchObject({
    readOnly: false,
    recipientAccountId: made.management,
    requestParameters: { targetPrincipal: made.acme, taskPolicyArn: audit },
  });
  const [looked] = await recordsOf(made.cloudtrail(await made.admin(made.acme)), 'GetUser');
  expect(looked).toMatchObject({
    userIdentity: {
      type: 'Root',
      arn: `arn:aws:iam::${made.acme}:root`,
      accessKeyId: keys.accessKeyId,
      sessionContext: { assumedRoot: 'true', attributes: { mfaAuthenticated: 'false' } },
    },
  });
});
