import {
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  DeleteLoginProfileCommand,
  DeleteSigningCertificateCommand,
  GetAccessKeyLastUsedCommand,
  GetAccountSummaryCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListOrganizationsFeaturesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import { AssumeRootCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { connect } from '../../../src/aws/client/connect.ts';
import { iamApi } from '../../../src/aws/iam.ts';
import { stsApi } from '../../../src/aws/sts.ts';
import { VirtualClock } from '../../../src/sandbox/clock.ts';
import { answer, sending } from './sending.ts';

const sdkClient = new IAMClient({ region: 'us-east-1' });
const client = mockClient(sdkClient);
const api = iamApi(sdkClient, sending);
beforeEach(() => client.reset());

const inputs = () => client.calls().map(({ args }) => args[0].input);
const gone = answer('NoSuchEntityException', 404);
const summary = {
  AccountPasswordPresent: 1,
  AccountAccessKeysPresent: 0,
  AccountMFAEnabled: 1,
  AccountSigningCertificatesPresent: 0,
};

describe('what an account says of its root user', () => {
  it('is four numbers of its summary', async () => {
    client.on(GetAccountSummaryCommand).resolves({ SummaryMap: { ...summary, Users: 3 } });
    expect(await api.rootUser()).toEqual({
      hasPassword: true,
      hasAccessKeys: false,
      hasMfa: true,
      hasSigningCertificates: false,
    });
  });

  it.each(Object.keys(summary))('is no answer without %s', async (left) => {
    const others = Object.entries(summary).filter(([name]) => name !== left);
    client.on(GetAccountSummaryCommand).resolves({ SummaryMap: Object.fromEntries(others) });
    await expect(api.rootUser()).rejects.toMatchObject({ code: 'UnreadableAnswer' });
  });
});

describe('the root user of a session', () => {
  it('is asked without a name, page after page', async () => {
    client.on(GetLoginProfileCommand).rejects(gone);
    client
      .on(ListAccessKeysCommand)
      .resolvesOnce({
        AccessKeyMetadata: [{ AccessKeyId: 'AKIAONE', Status: 'Active', CreateDate: new Date(1_000) }],
        IsTruncated: true,
        Marker: 'two',
      })
      .resolvesOnce({
        AccessKeyMetadata: [{ AccessKeyId: 'AKIATWO', Status: 'Inactive', CreateDate: new Date(1_000) }],
      });
    client
      .on(GetAccessKeyLastUsedCommand, { AccessKeyId: 'AKIAONE' })
      .resolves({ AccessKeyLastUsed: { LastUsedDate: new Date(5_000), ServiceName: 's3', Region: 'x' } })
      .on(GetAccessKeyLastUsedCommand, { AccessKeyId: 'AKIATWO' })
      .resolves({ AccessKeyLastUsed: { LastUsedDate: undefined, ServiceName: 'N/A', Region: 'N/A' } });
    client
      .on(ListSigningCertificatesCommand)
      .resolves({ Certificates: [{ CertificateId: 'CERT' }] as never });
    client.on(ListMFADevicesCommand).resolves({ MFADevices: [{ SerialNumber: 'arn:mfa' }] as never });
    expect(await api.rootCredentials()).toEqual({
      hasPassword: false,
      keys: [
        { id: 'AKIAONE', isActive: true, lastUsed: 5_000 },
        { id: 'AKIATWO', isActive: false, lastUsed: null },
      ],
      certificates: ['CERT'],
      mfaDevices: ['arn:mfa'],
    });
    expect(inputs().filter((input) => 'UserName' in input)).toEqual([]);
  });

  it('loses what there is of it, and nothing where it is gone already', async () => {
    const deletions = [
      () => api.deleteRootPassword(),
      () => api.deleteRootKey('AKIAONE'),
      () => api.deleteRootCertificate('CERT'),
      () => api.deactivateRootMfa('arn:mfa'),
    ];
    client.onAnyCommand().resolves({});
    for (const deletion of deletions) expect(await deletion()).toBe(true);
    expect(inputs()).toEqual([
      {},
      { AccessKeyId: 'AKIAONE' },
      { CertificateId: 'CERT' },
      { SerialNumber: 'arn:mfa' },
    ]);
    for (const command of [
      DeleteLoginProfileCommand,
      DeleteAccessKeyCommand,
      DeleteSigningCertificateCommand,
      DeactivateMFADeviceCommand,
    ] as never[])
      client.on(command).rejects(gone);
    for (const deletion of deletions) expect(await deletion()).toBe(false);
  });
});

describe('central management', () => {
  it('has no features where IAM is not trusted', async () => {
    client
      .on(ListOrganizationsFeaturesCommand)
      .rejectsOnce(answer('ServiceAccessNotEnabledException', 400))
      .resolvesOnce({})
      .resolvesOnce({ EnabledFeatures: ['RootSessions'] });
    expect(await api.rootFeatures()).toBeNull();
    expect(await api.rootFeatures()).toEqual([]);
    expect(await api.rootFeatures()).toEqual(['RootSessions']);
  });

  it('is not off for a caller who is not told', async () => {
    const code = 'AccountNotManagementOrDelegatedAdministratorException';
    client.on(ListOrganizationsFeaturesCommand).rejects(answer(code, 400));
    await expect(api.rootFeatures()).rejects.toMatchObject({ code });
  });
});

describe('a session of a root user', () => {
  const input = {
    accountId: '333333333333',
    partition: 'aws-cn',
    task: 'IAMDeleteRootUserCredentials',
  } as const;

  it('is for one task and a quarter of an hour', async () => {
    const sts = new STSClient({ region: 'us-east-1' });
    const mocked = mockClient(sts);
    const Expiration = new Date(60_000);
    mocked.on(AssumeRootCommand).resolves({
      Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 'secret', SessionToken: 'token', Expiration },
    });
    expect(await stsApi(sts, () => sts, sending).assumeRoot(input)).toEqual({
      accessKeyId: 'ASIA',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      expiration: Expiration,
    });
    expect(mocked.call(0).args[0].input).toEqual({
      TargetPrincipal: '333333333333',
      TaskPolicyArn: { arn: 'arn:aws-cn:iam::aws:policy/root-task/IAMDeleteRootUserCredentials' },
      DurationSeconds: 900,
    });
  });

  it.each([
    ['eu-central-1', 'sts.us-east-1.amazonaws.com'],
    ['cn-northwest-1', 'sts.cn-north-1.amazonaws.com.cn'],
    ['us-gov-east-1', 'sts.us-gov-west-1.amazonaws.com'],
  ])('is asked of a regional endpoint, since the global one has no AssumeRoot: %s', async (region, host) => {
    const hosts: string[] = [];
    const requestHandler = {
      handle: async ({ hostname }: { readonly hostname: string }) => {
        hosts.push(hostname);
        throw Object.assign(new Error('no way'), { name: 'AccessDenied', $fault: 'client' });
      },
    };
    const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret' };
    const aws = connect({ region, credentials, requestHandler } as never, new VirtualClock());
    await expect(aws.sts.assumeRoot(input)).rejects.toThrow('no way');
    expect(new Set(hosts)).toEqual(new Set([host]));
  });
});
