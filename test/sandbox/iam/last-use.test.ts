import { join } from 'node:path';
import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreateUserCommand,
  DeleteUserCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  GetUserCommand,
  type IAMClient,
  ListUsersCommand,
  UploadSigningCertificateCommand,
} from '@aws-sdk/client-iam';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../files/workers.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { failureOf } from '../ground.ts';
import { keysOf, type World, world } from '../world.ts';

const minute = 60_000;
const newYear = Date.UTC(2030, 0, 1);

async function withJane(made = world()) {
  await made.iam().send(new CreateUserCommand({ UserName: 'jane' }));
  const { AccessKey } = await made.iam().send(new CreateAccessKeyCommand({ UserName: 'jane' }));
  const keys = {
    accessKeyId: AccessKey?.AccessKeyId ?? '',
    secretAccessKey: AccessKey?.SecretAccessKey ?? '',
  };
  return { ...made, keys };
}

const lastUse = async (client: IAMClient, AccessKeyId: string) =>
  (await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }))).AccessKeyLastUsed;

async function passwordUses(client: IAMClient): Promise<unknown[]> {
  const { Users = [] } = await client.send(new ListUsersCommand({}));
  const jane = (await client.send(new GetUserCommand({ UserName: 'jane' }))).User;
  return [Users.find(({ UserName }) => UserName === 'jane')?.PasswordLastUsed, jane?.PasswordLastUsed];
}

test('a key is used by each call that it signs, refused ones too: of those within 15 minutes the first counts', async () => {
  const { iam, sts, clock, keys } = await withJane();
  const used = () => lastUse(iam(), keys.accessKeyId);
  expect(await used()).toEqual({ ServiceName: 'N/A', Region: 'N/A' });
  await sts(keys, 'eu-central-1').send(new GetCallerIdentityCommand({}));
  const first = { LastUsedDate: new Date(newYear), ServiceName: 'sts', Region: 'eu-central-1' };
  expect(await used()).toEqual(first);
  clock.advance(15 * minute - 1);
  await sts(keys).send(new GetCallerIdentityCommand({}));
  expect(await used()).toEqual(first);
  clock.advance(1);
  expect((await failureOf(iam(keys).send(new ListUsersCommand({})))).name).toBe('AccessDenied');
  expect(await used()).toEqual({
    LastUsedDate: new Date(newYear + 15 * minute),
    ServiceName: 'iam',
    Region: 'us-east-1',
  });
});

test('neither a session of the key nor another key uses it, and buckets have no region', async () => {
  const { iam, sts, sandbox, clock, keys, opsKeys } = await withJane();
  const { Credentials } = await sts(keys).send(new GetSessionTokenCommand({}));
  clock.advance(60 * minute);
  const session = sts(keysOf(Credentials));
  await session.send(new GetCallerIdentityCommand({}));
  await failureOf(
    session.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::111122223333:role/x`, RoleSessionName: 'x1' }),
    ),
  );
  await sts(opsKeys).send(new GetCallerIdentityCommand({}));
  expect((await lastUse(iam(), keys.accessKeyId))?.LastUsedDate).toEqual(new Date(newYear));
  const s3 = new S3Client({
    region: sandbox.region,
    requestHandler: sandbox.requestHandler,
    credentials: keys,
    maxAttempts: 1,
  });
  await failureOf(s3.send(new ListBucketsCommand({})));
  expect(await lastUse(iam(), keys.accessKeyId)).toMatchObject({ ServiceName: 's3', Region: 'N/A' });
});

test('a use that was put into the state counts until there is a later one', async () => {
  const { iam, sts, sandbox, clock, keys } = await withJane();
  sandbox.edit(({ accessKeys }) => {
    const key = accessKeys[keys.accessKeyId];
    if (key !== undefined) accessKeys[key.id] = { ...key, lastUsedAt: newYear - 5 * minute };
  });
  const before = { LastUsedDate: new Date(newYear - 5 * minute), ServiceName: 'iam', Region: 'us-east-1' };
  expect(await lastUse(iam(), keys.accessKeyId)).toEqual(before);
  await sts(keys).send(new GetCallerIdentityCommand({}));
  expect(await lastUse(iam(), keys.accessKeyId)).toEqual(before);
  clock.advance(10 * minute);
  await sts(keys).send(new GetCallerIdentityCommand({}));
  expect(await lastUse(iam(), keys.accessKeyId)).toMatchObject({ ServiceName: 'sts' });
});

test('a password is used by a sign-in that succeeds: of those within 5 minutes the first counts', async () => {
  const { iam, sandbox, clock, management } = await withJane();
  const signIn = (who: string, success = true) => sandbox.signInToConsole(management, { who, success });
  signIn('jane', false);
  signIn('management-admin');
  expect(await passwordUses(iam())).toEqual([undefined, undefined]);
  signIn('jane');
  clock.advance(5 * minute - 1);
  signIn('jane');
  expect(await passwordUses(iam())).toEqual([new Date(newYear), new Date(newYear)]);
  clock.advance(1);
  signIn('Jane');
  const later = new Date(newYear + 5 * minute);
  expect(await passwordUses(iam())).toEqual([later, later]);
});

test('a namesake has used nothing', async () => {
  const { iam, sandbox, management } = world();
  const create = () => iam().send(new CreateUserCommand({ UserName: 'jane' }));
  await create();
  sandbox.signInToConsole(management, { who: 'jane' });
  await iam().send(new DeleteUserCommand({ UserName: 'jane' }));
  await create();
  expect(await passwordUses(iam())).toEqual([undefined, undefined]);
});

test('with a state file, what one process signs another one sees', async () => {
  const stateFile = join(temporaryFolder(), 'state.json');
  const { sts, keys, sandbox, management } = await withJane(world({ stateFile }));
  await sts(keys).send(new GetCallerIdentityCommand({}));
  sandbox.signInToConsole(management, { who: 'jane' });
  const other: World = world({ stateFile });
  expect(await lastUse(other.iam(), keys.accessKeyId)).toMatchObject({ ServiceName: 'sts' });
  expect(await passwordUses(other.iam())).toEqual([new Date(newYear), new Date(newYear)]);
});

test('the credential report says all of it', async () => {
  const { iam, sts, sandbox, clock, keys, management } = await withJane();
  await iam().send(new CreateLoginProfileCommand({ UserName: 'jane', Password: 'Correct-Horse-1' }));
  const CertificateBody = selfSigned('one.example.com').cert;
  await iam().send(new UploadSigningCertificateCommand({ UserName: 'jane', CertificateBody }));
  clock.advance(minute);
  await sts(keys, 'eu-west-1').send(new GetCallerIdentityCommand({}));
  for (const who of ['jane', 'root']) sandbox.signInToConsole(management, { who });
  await iam().send(new GenerateCredentialReportCommand({}));
  const { Content } = await iam().send(new GetCredentialReportCommand({}));
  const [header = '', ...lines] = Buffer.from(Content ?? [])
    .toString()
    .split('\n');
  const rows = lines.map((line) => {
    const values = line.split(',');
    return Object.fromEntries(header.split(',').map((column, index) => [column, values[index]]));
  });
  const used = '2030-01-01T00:01:00+00:00';
  expect(rows.find(({ user }) => user === '<root_account>')).toMatchObject({ password_last_used: used });
  expect(rows.find(({ user }) => user === 'jane')).toMatchObject({
    password_last_used: used,
    access_key_1_last_used_date: used,
    access_key_1_last_used_region: 'eu-west-1',
    access_key_1_last_used_service: 'sts',
    access_key_2_last_used_date: 'N/A',
    cert_1_active: 'true',
    cert_1_last_rotated: '2030-01-01T00:00:00+00:00',
    cert_2_active: 'false',
    cert_2_last_rotated: 'N/A',
  });
  const admin = rows.find(({ user }) => user === 'management-admin');
  expect(admin).toMatchObject({ password_last_used: 'N/A', access_key_1_last_used_service: 'iam' });
});
