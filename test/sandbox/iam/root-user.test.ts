import {
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  GetLoginProfileCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { failureOf, type Keys } from '../ground.ts';
import { type World, world } from '../world.ts';

/** A key of the account's root user. */
function rootOf(made: World, accountId: string): Keys {
  const keys = { accessKeyId: 'AKIAROOTROOTROOT', secretAccessKey: 'secret' };
  made.sandbox.edit((state) => {
    const { accessKeyId: id, secretAccessKey } = keys;
    state.accessKeys[id] = { id, secretAccessKey, accountId, createdAt: 0, status: 'Active' };
  });
  return keys;
}

test('a root user looks at what it signs in with, and takes it away', async () => {
  const made = world();
  const client = made.iam(rootOf(made, made.ops));
  const device = `arn:aws:iam::${made.ops}:mfa/root`;
  const certificate = 'CERTIFICATE0123456789ABCD';
  made.edit(made.ops, (iam) => {
    const signingCertificates = [{ id: certificate, uploadedAt: 0 }];
    iam.root = { hasPassword: true, mfaDevices: [device], signingCertificates };
  });
  const summary = async () => (await client.send(new GetAccountSummaryCommand({}))).SummaryMap;
  expect(await summary()).toMatchObject({
    AccountPasswordPresent: 1,
    AccountMFAEnabled: 1,
    AccountAccessKeysPresent: 1,
    AccountSigningCertificatesPresent: 1,
  });
  expect((await client.send(new GetUserCommand({}))).User).toMatchObject({
    Arn: `arn:aws:iam::${made.ops}:root`,
    UserId: made.ops,
  });
  const profile = () => client.send(new GetLoginProfileCommand({}));
  expect((await profile()).LoginProfile?.CreateDate).toEqual(new Date(made.clock.now()));
  const devices = async () => (await client.send(new ListMFADevicesCommand({}))).MFADevices;
  expect(await devices()).toMatchObject([{ SerialNumber: device }]);
  const certificates = async () =>
    (await client.send(new ListSigningCertificatesCommand({}))).Certificates?.map(
      ({ CertificateId }) => CertificateId,
    );
  expect(await certificates()).toEqual([certificate]);
  const { AccessKey } = await client.send(new CreateAccessKeyCommand({}));
  const AccessKeyId = AccessKey?.AccessKeyId ?? '';
  await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
  await client.send(new DeleteAccessKeyCommand({ AccessKeyId }));
  expect((await client.send(new ListAccessKeysCommand({}))).AccessKeyMetadata).toHaveLength(1);

  await client.send(new DeleteLoginProfileCommand({}));
  const gone = { name: 'NoSuchEntityException' };
  expect(await failureOf(profile())).toMatchObject(gone);
  expect(await failureOf(client.send(new DeleteLoginProfileCommand({})))).toMatchObject(gone);
  const deactivate = () => client.send(new DeactivateMFADeviceCommand({ SerialNumber: device }));
  await deactivate();
  expect(await failureOf(deactivate())).toMatchObject(gone);
  const remove = () => client.send(new DeleteSigningCertificateCommand({ CertificateId: certificate }));
  await remove();
  expect(await failureOf(remove())).toMatchObject(gone);
  expect(await devices()).toEqual([]);
  expect(await certificates()).toEqual([]);
  expect(await summary()).toMatchObject({
    AccountPasswordPresent: 0,
    AccountMFAEnabled: 0,
    AccountSigningCertificatesPresent: 0,
  });

  await made.clock.sleep(60_000);
  const created = await client.send(new CreateLoginProfileCommand({}));
  expect(created.LoginProfile?.CreateDate).toEqual(new Date(made.clock.now()));
  expect((await failureOf(client.send(new CreateLoginProfileCommand({})))).name).toBe(
    'EntityAlreadyExistsException',
  );
  expect(await summary()).toMatchObject({ AccountPasswordPresent: 1 });
});

test('a user that a root user names is another one', async () => {
  const made = world();
  const client = made.iam(rootOf(made, made.ops));
  const UserName = 'ops-user';
  expect((await failureOf(client.send(new GetLoginProfileCommand({ UserName })))).name).toBe(
    'NoSuchEntityException',
  );
  expect((await client.send(new ListMFADevicesCommand({ UserName }))).MFADevices).toEqual([]);
  expect((await client.send(new ListSigningCertificatesCommand({ UserName }))).Certificates).toEqual([]);
  const removal = new DeleteSigningCertificateCommand({
    UserName,
    CertificateId: 'CERTIFICATE0123456789ABCD',
  });
  expect((await failureOf(client.send(removal))).name).toBe('NoSuchEntityException');
});

test('the management account’s root user has a password and MFA from the beginning', async () => {
  const made = world();
  const { SummaryMap } = await made.iam().send(new GetAccountSummaryCommand({}));
  expect(SummaryMap).toMatchObject({ AccountPasswordPresent: 1, AccountMFAEnabled: 1 });
  await made.iam().send(new GenerateCredentialReportCommand({}));
  const { Content } = await made.iam().send(new GetCredentialReportCommand({}));
  const [header = '', root = ''] = Buffer.from(Content ?? [])
    .toString()
    .split('\n');
  expect(root.split(',')[header.split(',').indexOf('mfa_active')]).toBe('true');
});
