import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  ListUsersCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand, type AssumeRoleCommandInput, STSClient } from '@aws-sdk/client-sts';
import type { TestOrganization } from './cli.ts';
import { madeClients } from './made-clients.ts';
import { setTrust } from './repair.ts';
import { groupOf, iamOf, idOf, opsOf } from './state.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What happened in the account of acme in the first days of January 2030, by real calls to the sandbox. */
export interface Story extends TestOrganization {
  /** Access keys of people in Ops. */
  readonly alice: Keys;
  readonly kim: Keys;
  /** The account of acme. */
  readonly acme: string;
  readonly ops: string;
}

const trustOf = (ops: string, condition: object) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: `arn:aws:iam::${ops}:root` },
        Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
        ...condition,
      },
      { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ops}:root` }, Action: 'sts:TagSession' },
    ],
  });

const ownName = { Condition: { StringEquals: { 'sts:SourceIdentity': '${aws:username}' } } };

const everything = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});

const at = (day: number, hour: number, minute = 0) => Date.UTC(2030, 0, day, hour, minute);

export async function story(): Promise<Story> {
  const organization = await madeClients({ rates: true });
  const { sandbox, clock } = organization;
  // Before there were guardrails: somebody in the account changes its role.
  const attached = structuredClone(sandbox.state().organization?.attachments ?? {});
  sandbox.edit(({ organization: own }) => {
    if (own !== null) own.attachments = {};
  });
  const until = (time: number) => clock.advance(time - clock.now());
  const acme = idOf(sandbox.state(), 'acme');
  const ops = idOf(sandbox.state(), 'Ops');
  const config = (credentials: Keys, userAgent?: string) => ({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials,
    maxAttempts: 1,
    ...(userAgent === undefined ? {} : { customUserAgent: userAgent }),
  });
  const iam = (keys: Keys, userAgent?: string) => new IAMClient(config(keys, userAgent));
  const role = `arn:aws:iam::${acme}:role/acme-production`;
  const assume = async (keys: Keys, input: Partial<AssumeRoleCommandInput>): Promise<Keys> => {
    const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'x', ...input });
    const { Credentials: given } = await new STSClient(config(keys)).send(command);
    return {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
  };
  const enter = (name: string, keys: Keys, reason: string, more: Partial<AssumeRoleCommandInput> = {}) =>
    assume(keys, {
      RoleSessionName: name,
      SourceIdentity: name,
      Tags: [
        { Key: 'Client', Value: 'acme' },
        { Key: 'Reason', Value: reason },
      ],
      ...more,
    });

  const [alice, kim, eve] = ['alice', 'kim', 'eve'].map((name) => addPerson(organization, name));
  if (!alice || !kim || !eve) throw new Error('somebody is missing');
  sandbox.edit((state) => setTrust(state, 'acme', trustOf(ops, ownName)));

  // Tuesday: kim sets something up, and opens the trust policy for an hour.
  until(at(8, 9));
  const kims = await enter('kim', kim, 'ticket 7');
  const byKim = iam(kims);
  await byKim.send(
    new CreateRoleCommand({
      RoleName: 'deploy',
      AssumeRolePolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: `arn:aws:iam::${acme}:root` },
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
          },
        ],
      }),
    }),
  );
  await byKim.send(
    new AttachRolePolicyCommand({
      RoleName: 'deploy',
      PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
    }),
  );
  until(at(8, 9, 10));
  await byKim.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: 'acme-production', PolicyDocument: trustOf(ops, {}) }),
  );
  until(at(8, 9, 50));
  await byKim.send(
    new UpdateAssumeRolePolicyCommand({ RoleName: 'acme-production', PolicyDocument: trustOf(ops, ownName) }),
  );

  // Wednesday: Terraform works for alice, somebody is refused, an emergency, and root.
  until(at(9, 8));
  const alices = await enter('alice', alice, 'release 12');
  const terraform = iam(alices, 'Terraform/1.9.5 (+https://www.terraform.io)');
  for (const name of ['one', 'two', 'three']) {
    await terraform.send(
      new PutRolePolicyCommand({ RoleName: 'deploy', PolicyName: name, PolicyDocument: everything }),
    );
  }
  sandbox.putEvents(acme, [inIreland(acme, alices.accessKeyId)]);
  until(at(9, 9));
  const reading = await enter('kim', kim, 'look', {
    PolicyArns: [{ arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess' }],
  });
  await refused(iam(reading).send(new DeleteRoleCommand({ RoleName: 'deploy' })));
  await iam(reading).send(new ListUsersCommand({}));
  await refused(enter('eve', eve, 'curious'));
  until(at(9, 11));
  const emergency = await assume(sandbox.profiles.management, {
    RoleArn: `arn:aws:iam::${acme}:role/OrganizationAccountAccessRole`,
    RoleSessionName: 'break-glass-management-admin-Ops-is-down',
  });
  await iam(emergency).send(new DeleteRolePolicyCommand({ RoleName: 'deploy', PolicyName: 'three' }));
  sandbox.signInToConsole(acme, { who: 'root', sourceIPAddress: '198.51.100.9' });

  // Thursday: somebody has stolen kim's session, and works on under alice's name.
  until(at(10, 22));
  const stolen = await enter('kim', kim, 'on call');
  await iam(stolen).send(new CreateUserCommand({ UserName: 'backup' }));
  await iam(stolen).send(
    new PutUserPolicyCommand({ UserName: 'backup', PolicyName: 'all', PolicyDocument: everything }),
  );
  const { AccessKey: key } = await iam(stolen).send(new CreateAccessKeyCommand({ UserName: 'backup' }));
  until(at(10, 22, 5));
  const backup = { accessKeyId: key?.AccessKeyId ?? '', secretAccessKey: key?.SecretAccessKey ?? '' };
  const disguised = await assume(backup, {
    RoleArn: `arn:aws:iam::${acme}:role/deploy`,
    RoleSessionName: 'alice',
    SourceIdentity: 'alice',
  });
  await iam(disguised).send(new CreateUserCommand({ UserName: 'helper' }));
  until(at(11, 9));
  sandbox.edit(({ organization: own }) => {
    if (own !== null) own.attachments = attached;
  });
  return { ...organization, alice, kim, acme, ops };
}

/** A person in Ops; those of the production group may enter every client. */
function addPerson({ sandbox, clock }: TestOrganization, name: string): Keys {
  const key = {
    id: `AKIA${name.toUpperCase().padStart(16, 'X')}`,
    secretAccessKey: `secret-of-${name}`,
  };
  sandbox.edit((state) => {
    const { user } = opsOf(state);
    const accountId = idOf(state, 'Ops');
    state.accessKeys[key.id] = {
      ...key,
      accountId,
      userName: name,
      createdAt: clock.now(),
      status: 'Active',
    };
    const id = `AIDA${name.toUpperCase().padStart(17, 'X')}`;
    iamOf(state, 'Ops').users[name] = { ...structuredClone(user), name, id };
    if (name !== 'eve') groupOf(state).members.push(name);
  });
  return { accessKeyId: key.id, secretAccessKey: key.secretAccessKey };
}

function inIreland(acme: string, accessKeyId: string) {
  return {
    eventSource: 'ec2.amazonaws.com',
    eventName: 'RunInstances',
    awsRegion: 'eu-west-1',
    sourceIPAddress: '203.0.113.7',
    userAgent: 'aws-cli/2.17.1',
    responseElements: { instancesSet: { items: [{ instanceId: 'i-0123456789abcdef0' }] } },
    resources: [{ type: 'AWS::EC2::Instance', ARN: 'i-0123456789abcdef0' }],
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLEEXAMPLE12:alice',
      arn: `arn:aws:sts::${acme}:assumed-role/acme-production/alice`,
      accountId: acme,
      accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEEXAMPLE12',
          arn: `arn:aws:iam::${acme}:role/acme-production`,
          accountId: acme,
          userName: 'acme-production',
        },
        attributes: { creationDate: '2030-01-09T08:00:00Z', mfaAuthenticated: 'false' as const },
        sourceIdentity: 'alice',
      },
    },
  };
}

async function refused(call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => 'allowed',
    (error: Error) => error.name,
  );
  if (!outcome.startsWith('AccessDenied')) throw new Error(`expected a denial, got: ${outcome}`);
}
