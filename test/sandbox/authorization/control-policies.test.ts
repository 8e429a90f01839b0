import {
  ChangePasswordCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
} from '@aws-sdk/client-iam';
import {
  AttachPolicyCommand,
  DescribeOrganizationCommand,
  DetachPolicyCommand,
  DisablePolicyTypeCommand,
  ListAccountsCommand,
  MoveAccountCommand,
  UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import { CreateBucketCommand, GetBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { authorize } from '../../../src/sandbox/authorization/authorize.ts';
import type { Caller } from '../../../src/sandbox/operation.ts';
import { type Company, company } from '../company.ts';
import { failureOf, type Keys } from '../ground.ts';
import { allow, policy, trust } from '../world.ts';

const noListing = policy({ Effect: 'Deny', Action: 'iam:ListUsers', Resource: '*' });
const fullAccess = 'p-FullAWSAccess';

const list = (made: Company, keys?: Keys) => made.iam(keys).send(new ListUsersCommand({}));
const assume = (made: Company, RoleArn: string, keys?: Keys) =>
  made.sts(keys).send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));

test.each(['root', 'Envs', 'Production', 'acme'] as const)(
  'a deny at the level %s counts for roles, users and the root user below it',
  async (level) => {
    const made = await company();
    await made.enable();
    const session = await made.admin(made.acme);
    const user = made.addUser(made.acme, 'jane', [policy(allow('iam:*'))]);
    const callers = [session, user, made.rootKeys(made.acme)];
    for (const keys of callers) await list(made, keys);
    const target = { root: made.root, acme: made.acme }[level as string] ?? made.units[level] ?? '';
    await made.attach(target, noListing);
    for (const keys of callers) {
      expect((await failureOf(list(made, keys))).message).toMatch(
        / is not authorized to perform: iam:ListUsers on resource: \S+ with an explicit deny in a service control policy$/,
      );
      // Nothing keeps anybody from this one.
      await made.sts(keys).send(new GetCallerIdentityCommand({}));
    }
  },
);

test('it does not count for the management account, nor for accounts elsewhere', async () => {
  const made = await company();
  await made.enable();
  const session = await made.admin(made.ops);
  await made.attach(made.units['Envs'] ?? '', noListing);
  await list(made, session);
  await made.attach(made.root, noListing);
  expect((await failureOf(list(made, session))).name).toBe('AccessDenied');
  await made.attach(made.management, noListing);
  await list(made);
  await list(made, made.rootKeys(made.management));
});

test('every level must allow', async () => {
  const made = await company();
  await made.enable();
  const session = await made.admin(made.acme);
  const production = made.units['Production'] ?? '';
  const reading = await made.attach(production, policy(allow(['iam:List*', 'organizations:*'])));
  await made.organizations().send(new DetachPolicyCommand({ PolicyId: fullAccess, TargetId: production }));
  await list(made, session);
  const get = () => made.iam(session).send(new GetUserCommand({ UserName: 'x' }));
  expect((await failureOf(get())).message).toMatch(
    /because no service control policy allows the iam:GetUser action$/,
  );
  await made.organizations(session).send(new DescribeOrganizationCommand({}));
  // What the level below allows does not help.
  await made.attach(made.acme, policy(allow('iam:GetUser')));
  expect((await failureOf(get())).name).toBe('AccessDenied');
  // A deny without an allow beside it leaves nothing.
  const update = new UpdatePolicyCommand({ PolicyId: reading, Content: noListing });
  await made.organizations().send(update);
  expect(
    await failureOf(made.organizations(session).send(new DescribeOrganizationCommand({}))),
  ).toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringMatching(/because no service control policy allows/),
  });
  await made.organizations().send(new AttachPolicyCommand({ PolicyId: fullAccess, TargetId: production }));
  expect((await failureOf(get())).name).toBe('NoSuchEntityException');
});

test('it goes with the place of an account, and ends with its type', async () => {
  const made = await company();
  await made.enable();
  const session = await made.admin(made.acme);
  const production = made.units['Production'] ?? '';
  await made.attach(production, noListing);
  const move = (SourceParentId: string, DestinationParentId: string) =>
    made
      .organizations()
      .send(new MoveAccountCommand({ AccountId: made.acme, SourceParentId, DestinationParentId }));
  await move(production, made.root);
  await list(made, session);
  await move(made.root, production);
  expect((await failureOf(list(made, session))).name).toBe('AccessDenied');
  await made
    .organizations()
    .send(new DisablePolicyTypeCommand({ RootId: made.root, PolicyType: 'SERVICE_CONTROL_POLICY' }));
  await list(made, session);
});

test('authorization sees what was attached, changed or detached when that has spread', async () => {
  const made = await company({ timings: { propagation: 1_000 } });
  await made.enable();
  await made.clock.sleep(5_000);
  const session = await made.admin(made.acme);
  const PolicyId = await made.attach(made.acme, noListing);
  await list(made, session);
  await made.clock.sleep(1_000);
  expect((await failureOf(list(made, session))).name).toBe('AccessDenied');
  const Content = policy({ Effect: 'Deny', Action: 'iam:GetUser', Resource: '*' });
  await made.organizations().send(new UpdatePolicyCommand({ PolicyId, Content }));
  expect((await failureOf(list(made, session))).name).toBe('AccessDenied');
  await made.clock.sleep(1_000);
  await list(made, session);
  const get = () => failureOf(made.iam(session).send(new GetUserCommand({ UserName: 'x' })));
  await made.organizations().send(new DetachPolicyCommand({ PolicyId, TargetId: made.acme }));
  expect((await get()).name).toBe('AccessDenied');
  await made.clock.sleep(1_000);
  expect((await get()).name).toBe('NoSuchEntityException');
});

test('service-linked roles are left alone', async () => {
  const made = await company();
  await made.enable();
  await made.attach(made.acme, noListing);
  const path = '/aws-service-role/ec2.amazonaws.com/';
  made.edit(made.acme, ({ roles }) => {
    const role = roles['organizationaccountaccessrole'];
    if (role !== undefined) roles['linked'] = { ...role, name: 'linked', path };
  });
  const caller = (roleName: string): Caller => ({
    kind: 'role',
    accountId: made.acme,
    roleName,
    sessionName: 'x',
    arn: `arn:aws:sts::${made.acme}:assumed-role/${roleName}/x`,
    userId: 'AROA:x',
    session: { issuedAt: 0, expiresAt: 1, mfa: false, tags: {}, transitiveTagKeys: [], policies: [] },
  });
  const permission = { action: 'iam:ListUsers', resource: '*' };
  const decide = (name: string) =>
    authorize(made.sandbox.state(), caller(name), permission, made.clock.now()).allowed;
  expect(decide('linked')).toBe(true);
  expect(decide('OrganizationAccountAccessRole')).toBe(false);
});

test('what a setting of the account allows to everyone in it, the organization can take away', async () => {
  const made = await company();
  await made.enable();
  const jane = made.addUser(made.acme, 'jane');
  made.edit(made.acme, (iam) => {
    iam.passwordPolicy = {
      minimumLength: 8,
      symbols: false,
      numbers: false,
      uppercase: false,
      lowercase: false,
      usersMayChange: true,
    };
  });
  const change = () =>
    failureOf(
      made.iam(jane).send(new ChangePasswordCommand({ OldPassword: 'old', NewPassword: 'new-one-1' })),
    );
  expect((await change()).name).not.toBe('AccessDenied');
  await made.attach(made.acme, policy(allow('s3:*')));
  await made.organizations().send(new DetachPolicyCommand({ PolicyId: fullAccess, TargetId: made.acme }));
  expect((await change()).message).toMatch(/because no service control policy allows the iam:ChangePassword/);
});

const onlyOurs = (organizationId: string) =>
  policy({
    Effect: 'Deny',
    Principal: '*',
    Action: 'sts:AssumeRole',
    Resource: '*',
    Condition: { StringNotEqualsIfExists: { 'aws:PrincipalOrgID': organizationId } },
  });

test('a resource control policy counts for the roles of members, whoever calls', async () => {
  const made = await company();
  await made.enable('RESOURCE_CONTROL_POLICY');
  const outsider = made.addUser(made.outsider, 'out', [policy(allow('sts:AssumeRole'))]);
  const neighbour = await made.admin(made.globex);
  const acme = await made.openRole(made.acme);
  const ownRole = await made.openRole(made.management, made.sandbox.profiles.management);
  for (const keys of [outsider, neighbour, undefined]) await assume(made, acme, keys);

  const PolicyId = await made.attach(
    made.units['Production'] ?? '',
    onlyOurs(made.sandbox.state().organization?.id ?? ''),
    'RESOURCE_CONTROL_POLICY',
  );
  expect((await failureOf(assume(made, acme, outsider))).message).toBe(
    `User: arn:aws:iam::${made.outsider}:user/out is not authorized to perform: sts:AssumeRole ` +
      `on resource: ${acme} with an explicit deny in a resource control policy`,
  );
  for (const keys of [neighbour, undefined]) await assume(made, acme, keys);

  const Content = policy({ Effect: 'Deny', Principal: '*', Action: 'sts:*', Resource: '*' });
  await made.organizations().send(new UpdatePolicyCommand({ PolicyId, Content }));
  const TargetId = made.root;
  await made.organizations().send(new AttachPolicyCommand({ PolicyId, TargetId }));
  for (const keys of [outsider, neighbour, undefined]) {
    expect((await failureOf(assume(made, acme, keys))).message).toMatch(/resource control policy$/);
    await assume(made, ownRole, keys);
  }
});

test('it says nothing of services that know none, and of whom its own account’s callers turn to', async () => {
  const made = await company();
  await made.enable();
  await made.enable('RESOURCE_CONTROL_POLICY');
  const session = await made.admin(made.acme);
  const everything = { Effect: 'Deny', Principal: '*', Action: ['iam:*', 'sts:*'], Resource: '*' };
  await made.attach(made.acme, policy(everything), 'RESOURCE_CONTROL_POLICY');
  await made.iam(session).send(new CreateUserCommand({ UserName: 'one' }));
  await assume(made, await made.openRole(made.globex), session);
});

test('an account of somebody else’s is none of the organization’s', async () => {
  const made = await company();
  const out = made.addUser(made.outsider, 'out', [policy(allow(['organizations:*', 'sts:*', 'iam:*']))]);
  const none = await failureOf(made.organizations(out).send(new DescribeOrganizationCommand({})));
  expect(none.name).toBe('AWSOrganizationsNotInUseException');
  const { Accounts } = await made.organizations().send(new ListAccountsCommand({}));
  expect(Accounts?.map(({ Id }) => Id)).not.toContain(made.outsider);
  await made.enable();
  await made.attach(made.root, noListing);
  await list(made, out);
});

test('what the organization does not allow, no policy of the account allows', async () => {
  const made = await company();
  await made.enable();
  const session = await made.admin(made.acme);
  await made.attach(made.acme, policy({ Effect: 'Deny', Action: 'sts:AssumeRole', Resource: '*' }));
  const name = `arn:aws:sts::${made.acme}:assumed-role/OrganizationAccountAccessRole/admin`;
  made.edit(made.acme, ({ roles }) => {
    const role = roles['organizationaccountaccessrole'];
    // A session that the trust policy names needs nothing else of its own account.
    const document = trust({ AWS: name });
    if (role !== undefined) roles['own'] = { ...role, name: 'own', trust: { document, effectiveAt: 0 } };
  });
  const failure = await failureOf(assume(made, `arn:aws:iam::${made.acme}:role/own`, session));
  expect(failure.message).toMatch(/with an explicit deny in a service control policy$/);
});

test('a resource control policy counts for the buckets of members, whoever asks', async () => {
  const made = await company();
  await made.enable('RESOURCE_CONTROL_POLICY');
  const { sandbox } = made;
  const s3 = (credentials: Keys) =>
    new S3Client({
      region: sandbox.region,
      requestHandler: sandbox.requestHandler,
      credentials,
      maxAttempts: 1,
    });
  const admin = s3(await made.admin(made.acme));
  const other = s3(sandbox.profiles.management);
  await admin.send(new CreateBucketCommand({ Bucket: 'acme-data' }));
  await other.send(new CreateBucketCommand({ Bucket: 'company-data' }));
  const look = (by: S3Client, Bucket: string) => by.send(new GetBucketVersioningCommand({ Bucket }));
  await look(admin, 'acme-data');
  const document = policy({ Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*' });
  await made.attach(made.root, document, 'RESOURCE_CONTROL_POLICY');
  expect((await failureOf(look(admin, 'acme-data'))).message).toMatch(/resource control policy$/);
  expect((await failureOf(look(other, 'acme-data'))).name).toBe('AccessDenied');
  expect((await failureOf(look(s3(made.rootKeys(made.acme)), 'acme-data'))).name).toBe('AccessDenied');
  await look(other, 'company-data');
});
