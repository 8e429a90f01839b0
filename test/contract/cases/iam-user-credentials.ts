import {
  CreateServiceSpecificCredentialCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  GenerateCredentialReportCommand,
  GetAccessKeyLastUsedCommand,
  GetCredentialReportCommand,
  GetSSHPublicKeyCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { selfSigned } from '../../support/self-signed.ts';
import { type ContractCase, contractCase, plainCase } from '../support/case.ts';
import { makePerson, makeUser } from '../support/make.ts';
import { refused } from '../support/outcome.ts';
import { iamApi, iamGuide } from '../support/pages.ts';
import { pemKey, sshKey, sshKeyFingerprint } from '../support/public-keys.ts';
import { aDate } from '../support/shape.ts';
import type { Stage } from '../support/stage.ts';

const git = 'codecommit.amazonaws.com';
const reportPage = iamGuide('id_credentials_getting-report.html');

/** @returns the name of a user whose keys and credentials of these kinds go before it does */
async function holder(stage: Stage): Promise<string> {
  const { management } = stage;
  const { name: UserName } = await makeUser(stage, management, 'holder');
  stage.tidy(`credentials of ${UserName}`, async () => {
    const { iam } = management;
    const { SSHPublicKeys = [] } = await iam.send(new ListSSHPublicKeysCommand({ UserName }));
    for (const { SSHPublicKeyId } of SSHPublicKeys) {
      await iam.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }));
    }
    const { Certificates = [] } = await iam.send(new ListSigningCertificatesCommand({ UserName }));
    for (const { CertificateId } of Certificates) {
      await iam.send(new DeleteSigningCertificateCommand({ UserName, CertificateId }));
    }
    const listed = await iam.send(new ListServiceSpecificCredentialsCommand({ UserName }));
    for (const { ServiceSpecificCredentialId } of listed.ServiceSpecificCredentials ?? []) {
      const one = { UserName, ServiceSpecificCredentialId };
      await iam.send(new DeleteServiceSpecificCredentialCommand(one));
    }
  });
  return UserName;
}

const uploadKey = ({ management }: Stage, UserName: string, SSHPublicKeyBody: string) =>
  management.iam.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody }));

const createCredential = ({ management }: Stage, UserName: string, ServiceName: string) =>
  management.iam.send(new CreateServiceSpecificCredentialCommand({ UserName, ServiceName }));

const uploadCertificate = ({ management }: Stage, UserName: string, host: string) =>
  management.iam.send(
    new UploadSigningCertificateCommand({ UserName, CertificateBody: selfSigned(host).cert }),
  );

function refusedKey(stem: string, body: string, error: string): ContractCase {
  return contractCase({
    id: `iam/ssh-keys/${stem}`,
    rule: 'ssh-keys',
    page: iamApi('UploadSSHPublicKey'),
    kind: 'reversible',
    prepare: holder,
    calls: (stage, name) => uploadKey(stage, name, body),
    expected: refused(error),
  });
}

/** A user with such a thing is not deleted. */
function inUse(
  stem: string,
  give: (stage: Stage, name: string) => Promise<unknown>,
  message: RegExp,
): ContractCase {
  return contractCase({
    id: `iam/in-use/${stem}`,
    rule: 'in-use',
    page: iamApi('DeleteUser'),
    kind: 'reversible',
    prepare: async (stage) => {
      const name = await holder(stage);
      await give(stage, name);
      return name;
    },
    calls: ({ management }, UserName) => management.iam.send(new DeleteUserCommand({ UserName })),
    expected: refused('DeleteConflictException', { status: 409, message }),
  });
}

/** What a user can have beside a password, access keys and MFA devices, and when credentials were last used. */
export const userCredentialCases: readonly ContractCase[] = [
  contractCase({
    id: 'iam/ssh-keys/in-both-encodings',
    rule: 'ssh-keys',
    page: iamApi('GetSSHPublicKey'),
    kind: 'reversible',
    prepare: holder,
    calls: async (stage, UserName) => {
      const { SSHPublicKey } = await uploadKey(stage, UserName, pemKey);
      const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId;
      const read = async (Encoding: 'SSH' | 'PEM') => {
        const input = { UserName, SSHPublicKeyId, Encoding };
        const answer = await stage.management.iam.send(new GetSSHPublicKeyCommand(input));
        return answer.SSHPublicKey?.SSHPublicKeyBody?.trim();
      };
      return { uploaded: SSHPublicKey, ssh: await read('SSH'), pem: await read('PEM') };
    },
    expected: (_, name) => ({
      uploaded: {
        UserName: name,
        SSHPublicKeyId: /^APKA/,
        Fingerprint: sshKeyFingerprint,
        Status: 'Active',
        UploadDate: aDate,
      },
      ssh: sshKey,
      pem: pemKey,
    }),
  }),
  contractCase({
    id: 'iam/ssh-keys/twice',
    rule: 'ssh-keys',
    page: iamApi('UploadSSHPublicKey'),
    kind: 'reversible',
    prepare: async (stage) => {
      const name = await holder(stage);
      await uploadKey(stage, name, sshKey);
      return name;
    },
    calls: (stage, name) => uploadKey(stage, name, pemKey),
    expected: refused('DuplicateSSHPublicKeyException'),
  }),
  refusedKey('no-key', 'this is none', 'UnrecognizedPublicKeyEncodingException'),
  refusedKey('half-a-key', sshKey.slice(0, 100), 'InvalidPublicKeyException'),

  contractCase({
    id: 'iam/service-credentials/shape',
    rule: 'service-credentials',
    page: iamApi('CreateServiceSpecificCredential'),
    kind: 'reversible',
    prepare: holder,
    calls: (stage, name) => createCredential(stage, name, git),
    expected: (_, name) => ({
      ServiceSpecificCredential: {
        UserName: name,
        ServiceName: git,
        ServiceUserName: /-at-\d{12}$/,
        ServicePassword: /./,
        ServiceSpecificCredentialId: /^ACCA/,
        Status: 'Active',
        CreateDate: aDate,
      },
    }),
  }),
  contractCase({
    id: 'iam/service-credentials/two-of-a-service',
    rule: 'service-credentials',
    page: iamApi('CreateServiceSpecificCredential'),
    kind: 'reversible',
    prepare: async (stage) => {
      const name = await holder(stage);
      for (const _ of [1, 2]) await createCredential(stage, name, git);
      return name;
    },
    calls: (stage, name) => createCredential(stage, name, git),
    expected: refused('LimitExceededException'),
  }),
  contractCase({
    id: 'iam/service-credentials/other-service',
    rule: 'service-credentials',
    page: iamApi('CreateServiceSpecificCredential'),
    kind: 'reversible',
    prepare: holder,
    calls: (stage, name) => createCredential(stage, name, 'ec2.amazonaws.com'),
    expected: refused('ServiceNotSupportedException', { status: 404 }),
  }),

  contractCase({
    id: 'iam/signing-certificates/two',
    rule: 'signing-certificates',
    page: iamApi('UploadSigningCertificate'),
    kind: 'reversible',
    // Which keys a certificate may be of is not documented.
    known: 'unconfirmed',
    prepare: async (stage) => {
      const name = await holder(stage);
      for (const host of ['one.example.com', 'two.example.com']) await uploadCertificate(stage, name, host);
      return name;
    },
    calls: (stage, name) => uploadCertificate(stage, name, 'six.example.com'),
    expected: refused('LimitExceededException'),
  }),
  contractCase({
    id: 'iam/signing-certificates/malformed',
    rule: 'signing-certificates',
    page: iamApi('UploadSigningCertificate'),
    kind: 'reversible',
    prepare: holder,
    calls: ({ management }, UserName) =>
      management.iam.send(
        new UploadSigningCertificateCommand({ UserName, CertificateBody: 'no certificate' }),
      ),
    expected: refused('MalformedCertificateException'),
  }),

  inUse(
    'user-with-ssh-key',
    (stage, name) => uploadKey(stage, name, sshKey),
    /must remove referenced objects first/,
  ),
  inUse(
    'user-with-service-credential',
    (stage, name) => createCredential(stage, name, git),
    /must remove referenced objects first/,
  ),
  inUse(
    'user-with-certificate',
    (stage, name) => uploadCertificate(stage, name, 'one.example.com'),
    /must delete certificates first/,
  ),

  contractCase({
    id: 'iam/last-use/key',
    rule: 'last-use',
    page: reportPage,
    // AWS takes hours to report it.
    kind: 'special',
    prepare: (stage) => makePerson(stage, stage.management, 'user'),
    calls: async ({ management }, { caller, keys }) => {
      await caller.sts.send(new GetCallerIdentityCommand({}));
      const AccessKeyId = keys.accessKeyId;
      return await management.iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    },
    expected: (_, { name }) => ({
      UserName: name,
      AccessKeyLastUsed: { LastUsedDate: aDate, ServiceName: 'sts', Region: 'us-east-1' },
    }),
  }),
  plainCase({
    id: 'iam/last-use/in-the-report',
    rule: 'last-use',
    page: reportPage,
    kind: 'special',
    calls: async ({ management }) => {
      await management.iam.send(new GenerateCredentialReportCommand({}));
      const { Content } = await management.iam.send(new GetCredentialReportCommand({}));
      return Buffer.from(Content ?? [])
        .toString()
        .split('\n')[0];
    },
    expected:
      /password_last_used,.*access_key_1_last_used_date,access_key_1_last_used_region,.*cert_1_active/,
  }),
];
