import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { run } from './support/children.ts';
import {
  type InitObject,
  initClient,
  madeObject,
  openWorkshop,
  type ServedSandbox,
  serveSandbox,
  type Workshop,
} from './support/diverst.ts';
import { awsEnv, cleanEnv, type Keys } from './support/environment.ts';

/** The AWS CLI is another implementation of the protocols, signing included: what it reads, AWS could have sent. */
describe.skipIf(!inject('programs').aws)('the AWS CLI against sandbox serve', () => {
  let workshop: Workshop;
  let served: ServedSandbox;
  let acme: InitObject;
  let managementId: string;
  let opsId: string;
  let root: Keys;
  let ops: Keys;

  const call = (keys: Keys, words: string) =>
    run('aws', [...words.split(' '), '--output', 'json'], {
      env: cleanEnv(workshop.folder, awsEnv(served.endpoint, keys)),
      cwd: workshop.folder,
    });

  /** What a command of the CLI prints. */
  async function aws<T>(keys: Keys, words: string): Promise<T> {
    const { code, stdout, stderr } = await call(keys, words);
    expect(code, stderr).toBe(0);
    return JSON.parse(stdout) as T;
  }

  /** The code of the error with which a command of the CLI fails. */
  async function awsError(keys: Keys, words: string): Promise<string | undefined> {
    const { code, stdout, stderr } = await call(keys, words);
    expect(code, stdout).not.toBe(0);
    expect(stdout.trim()).toBe('');
    return /An error occurred \((\w+)\)/.exec(stderr)?.[1] ?? stderr;
  }

  async function assume(keys: Keys, roleArn: string): Promise<Keys & { readonly arn: string }> {
    const { Credentials, AssumedRoleUser } = await aws<{
      Credentials: { AccessKeyId: string; SecretAccessKey: string; SessionToken: string };
      AssumedRoleUser: { Arn: string };
    }>(keys, `sts assume-role --role-arn ${roleArn} --role-session-name interop`);
    return {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
      arn: AssumedRoleUser.Arn,
    };
  }

  const accessRoleOf = (accountId: string) => `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`;

  async function units(parentId: string): Promise<Record<string, string>> {
    const { OrganizationalUnits } = await aws<{ OrganizationalUnits: { Id: string; Name: string }[] }>(
      root,
      `organizations list-organizational-units-for-parent --parent-id ${parentId}`,
    );
    return Object.fromEntries(OrganizationalUnits.map(({ Name, Id }) => [Name, Id]));
  }

  beforeAll(async () => {
    workshop = openWorkshop();
    served = await serveSandbox(workshop);
    ({ management: root, ops } = served.profiles);
    // The server reads the same file: it must see what another process writes while it runs.
    acme = await initClient(workshop, 'acme', ['--sandbox-state', served.stateFile]);
    managementId = (await aws<{ Account: string }>(root, 'sts get-caller-identity')).Account;
    opsId = (await aws<{ Account: string }>(ops, 'sts get-caller-identity')).Account;
  });

  afterAll(async () => {
    await served?.stop();
    workshop?.remove();
  });

  test('client init says what it made', () => {
    expect(acme).toEqual(madeObject('acme', acme.account.id, true));
  });

  test('knows both callers', async () => {
    expect(await aws(root, 'sts get-caller-identity')).toEqual({
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Account: managementId,
      Arn: `arn:aws:iam::${managementId}:user/management-admin`,
    });
    expect(await aws(ops, 'sts get-caller-identity')).toMatchObject({
      Arn: `arn:aws:iam::${opsId}:user/ops-user`,
    });
    expect(opsId).not.toBe(managementId);
  });

  test('sees the organization and the account in it', async () => {
    const { Organization } = await aws<{ Organization: { Id: string } }>(
      root,
      'organizations describe-organization',
    );
    expect(Organization).toMatchObject({ MasterAccountId: managementId, FeatureSet: 'ALL' });
    const { Accounts } = await aws<{ Accounts: { Name: string }[] }>(root, 'organizations list-accounts');
    expect(Accounts.map(({ Name }) => Name).sort()).toEqual(['Ops', 'acme', 'management']);
    expect(Accounts.find(({ Name }) => Name === 'acme')).toMatchObject({
      Id: acme.account.id,
      Arn: `arn:aws:organizations::${managementId}:account/${Organization.Id}/${acme.account.id}`,
      Email: 'aws+acme@example.com',
      JoinedMethod: 'CREATED',
      State: 'ACTIVE',
    });
  });

  test('sees it in Envs/Production, with its tags', async () => {
    const { Roots } = await aws<{ Roots: { Id: string }[] }>(root, 'organizations list-roots');
    const top = await units(Roots[0]?.Id ?? '');
    expect(Object.keys(top).sort()).toEqual(['Envs', 'Users']);
    const { Production } = await units(top['Envs'] ?? '');
    expect(await aws(root, `organizations list-parents --child-id ${acme.account.id}`)).toEqual({
      Parents: [{ Id: Production, Type: 'ORGANIZATIONAL_UNIT' }],
    });
    const { Tags } = await aws<{ Tags: object[] }>(
      root,
      `organizations list-tags-for-resource --resource-id ${acme.account.id}`,
    );
    expect(Tags).toHaveLength(2);
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'diverst:client', Value: 'acme' },
        { Key: 'diverst:managed-by', Value: 'diverst' },
      ]),
    );
  });

  test('sees the role, its trust and its policy in the account', async () => {
    const session = await assume(root, accessRoleOf(acme.account.id));
    expect(session.arn).toBe(
      `arn:aws:sts::${acme.account.id}:assumed-role/OrganizationAccountAccessRole/interop`,
    );
    const { Role } = await aws<{ Role: { AssumeRolePolicyDocument: unknown } }>(
      session,
      'iam get-role --role-name acme-production',
    );
    expect(Role).toMatchObject({ Arn: acme.role.arn, MaxSessionDuration: 3600 });
    expect(Role.AssumeRolePolicyDocument).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${opsId}:root` },
          Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
        },
      ],
    });
    expect(await aws(session, 'iam list-attached-role-policies --role-name acme-production')).toMatchObject({
      AttachedPolicies: [
        { PolicyName: 'AdministratorAccess', PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess' },
      ],
    });
  });

  test('sees the grant in Ops', async () => {
    const session = await assume(root, accessRoleOf(opsId));
    expect(await aws(session, 'iam list-group-policies --group-name production')).toMatchObject({
      PolicyNames: ['assume-acme-production', 'read-own-access'],
    });
    expect(
      await aws(session, 'iam get-group-policy --group-name production --policy-name assume-acme-production'),
    ).toEqual({
      GroupName: 'production',
      PolicyName: 'assume-acme-production',
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'],
            Resource: acme.role.arn,
          },
        ],
      },
    });
  });

  test("takes a person of Ops into the client's account", async () => {
    const session = await assume(ops, acme.role.arn);
    expect(await aws(session, 'sts get-caller-identity')).toEqual({
      UserId: expect.stringMatching(/^AROA[A-Z2-7]{17}:interop$/),
      Account: acme.account.id,
      Arn: `arn:aws:sts::${acme.account.id}:assumed-role/acme-production/interop`,
    });
  });

  test('is denied what the caller may not do', async () => {
    const into = (arn: string) => `sts assume-role --role-session-name interop --role-arn ${arn}`;
    expect(await awsError(ops, 'organizations list-accounts')).toBe('AccessDeniedException');
    expect(await awsError(ops, into(accessRoleOf(acme.account.id)))).toBe('AccessDenied');
    // An admin of the management account is not in Ops, which alone the client's role trusts.
    expect(await awsError(root, into(acme.role.arn))).toBe('AccessDenied');
    expect(await awsError(ops, 'iam list-roles')).toBe('AccessDenied');
  });

  test('is refused with a wrong secret, an unknown key and a foreign session token', async () => {
    const wrongSecret = { ...root, secretAccessKey: `${root.secretAccessKey.slice(0, -1)}~` };
    const unknown = { ...root, accessKeyId: `AKIA${'A'.repeat(16)}` };
    const session = await assume(root, accessRoleOf(acme.account.id));
    const mixed = { ...session, sessionToken: `${session.sessionToken}x` };
    const who = 'sts get-caller-identity';
    const accounts = 'organizations list-accounts';
    expect(await awsError(wrongSecret, who)).toBe('SignatureDoesNotMatch');
    expect(await awsError(wrongSecret, accounts)).toBe('InvalidSignatureException');
    expect(await awsError(unknown, who)).toBe('InvalidClientTokenId');
    expect(await awsError(unknown, accounts)).toBe('UnrecognizedClientException');
    expect(await awsError(mixed, who)).toBe('InvalidClientTokenId');
  });

  test('reads and writes policies of the organization, and sessions of root users', async () => {
    // The sandbox begins with policies of the type enabled, and with central root access.
    const scp = 'SERVICE_CONTROL_POLICY';
    const file = join(workshop.folder, 'guard.json');
    const statement = { Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*' };
    writeFileSync(file, JSON.stringify({ Version: '2012-10-17', Statement: [statement] }));
    const { Policy } = await aws<{ Policy: { PolicySummary: { Id: string } } }>(
      root,
      `organizations create-policy --name guard --description none --type ${scp} --content file://${file}`,
    );
    const on = `--policy-id ${Policy.PolicySummary.Id} --target-id ${acme.account.id}`;
    expect((await call(root, `organizations attach-policy ${on}`)).stderr).toBe('');
    const { Policies } = await aws<{ Policies: { Name: string; AwsManaged: boolean }[] }>(
      root,
      `organizations list-policies-for-target --target-id ${acme.account.id} --filter ${scp}`,
    );
    expect(Policies.map(({ Name, AwsManaged }) => [Name, AwsManaged]).sort()).toEqual([
      ['FullAWSAccess', true],
      ['guard', false],
    ]);
    expect(await aws(root, 'iam list-organizations-features')).toMatchObject({
      EnabledFeatures: ['RootCredentialsManagement'],
    });
    const task = 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials';
    const session = await aws<{ Credentials: { SessionToken: string } }>(
      root,
      `sts assume-root --target-principal ${acme.account.id} --task-policy-arn arn=${task}`,
    );
    expect(session.Credentials.SessionToken).not.toBe('');
  });

  test('looks up what has happened', async () => {
    const lookUp = 'cloudtrail lookup-events';
    const byName = (name: string) =>
      `${lookUp} --lookup-attributes AttributeKey=EventName,AttributeValue=${name}`;
    const { Events: created } = await aws<{ Events: LookedUp[] }>(root, byName('CreateAccount'));
    expect(created).toMatchObject([
      { EventSource: 'organizations.amazonaws.com', ReadOnly: 'false', Username: 'management-admin' },
    ]);
    expect(JSON.parse(created[0]?.CloudTrailEvent ?? '')).toMatchObject({
      recipientAccountId: managementId,
      requestParameters: { accountName: '****', email: '****' },
    });
    // Three pages of three, which the CLI puts together.
    const { Events: paged } = await aws<{ Events: LookedUp[] }>(
      root,
      `${lookUp} --page-size 3 --max-items 8`,
    );
    expect(new Set(paged.map(({ EventId }) => EventId)).size).toBe(8);
    const session = await assume(root, accessRoleOf(acme.account.id));
    const { Events: entered } = await aws<{ Events: LookedUp[] }>(session, byName('AssumeRole'));
    expect(JSON.parse(entered[0]?.CloudTrailEvent ?? '')).toMatchObject({
      userIdentity: { type: 'AWSAccount', accountId: managementId },
      requestParameters: { roleSessionName: 'interop' },
    });
    const twice = `${byName('AssumeRole')} AttributeKey=ReadOnly,AttributeValue=true`;
    expect(await awsError(root, twice)).toBe('InvalidLookupAttributesException');
    expect(await awsError(ops, lookUp)).toBe('AccessDeniedException');
  });
});

interface LookedUp {
  readonly EventId: string;
  readonly CloudTrailEvent: string;
}
