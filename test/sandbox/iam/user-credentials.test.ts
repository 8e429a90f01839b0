import {
  CreateServiceSpecificCredentialCommand,
  CreateUserCommand,
  DeleteServiceSpecificCredentialCommand,
  DeleteSigningCertificateCommand,
  DeleteSSHPublicKeyCommand,
  DeleteUserCommand,
  GetSSHPublicKeyCommand,
  ListServiceSpecificCredentialsCommand,
  ListSigningCertificatesCommand,
  ListSSHPublicKeysCommand,
  ResetServiceSpecificCredentialCommand,
  UpdateServiceSpecificCredentialCommand,
  UpdateSigningCertificateCommand,
  UpdateSSHPublicKeyCommand,
  UpdateUserCommand,
  UploadSigningCertificateCommand,
  UploadSSHPublicKeyCommand,
} from '@aws-sdk/client-iam';
import { expect, test } from 'vitest';
import { pemKey, sshKey, sshKeyFingerprint } from '../../contract/support/public-keys.ts';
import { selfSigned } from '../../support/self-signed.ts';
import { failureOf } from '../ground.ts';
import { allow, policy, world } from '../world.ts';

/** Jane, a user of the management account, with nothing. */
async function withJane() {
  const made = world();
  const client = made.iam();
  await client.send(new CreateUserCommand({ UserName: 'jane' }));
  return { ...made, client, UserName: 'jane' };
}

const day = 24 * 60 * 60 * 1000;
/** Five keys that are not the same: the last bytes of the number differ. */
const sshKeys = ['A', 'B', 'C', 'D', 'E'].map((letter) => `${sshKey.slice(0, -1)}${letter}`);
const shortKey = `-----BEGIN PUBLIC KEY-----
MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDtN+oxfTnvL26lXtMkBj5a2g2X
8a5asL+tW2kj8Cuo8edEJdz37+hc5+G5LrQcVjIEPUi63S6klBH39a/2s7YpLwZM
rjG+rw9KeRx6ctbhjFvD74Ve7lAOL9jIzNZv0QctdU6R134zgAja+15oOGvzgRFm
HlvyHUWPgaLhAVJFsQIDAQAB
-----END PUBLIC KEY-----`;
const curveKey = `-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXzLzy2Xcu2ymnKzaj8Ijqmd05qks
nzLKnUR/WqhYD9T9Rz63Bb023c34fd1kUWvtVN9e5flDqrqoqLGlFixx9g==
-----END PUBLIC KEY-----`;

test('SSH public keys: uploaded in one encoding and read in both, switched off, deleted', async () => {
  const { client, clock, UserName } = await withJane();
  for (const [body, comment] of [
    [sshKey, ' jane@example.com'],
    [pemKey, ''],
  ] as const) {
    const SSHPublicKeyBody = `${body}${comment}`;
    const { SSHPublicKey } = await client.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody }));
    const SSHPublicKeyId = SSHPublicKey?.SSHPublicKeyId;
    const UploadDate = new Date(clock.now());
    expect(SSHPublicKey).toEqual({
      UserName,
      SSHPublicKeyId: expect.stringMatching(/^APKA[A-Z2-7]{17}$/),
      Fingerprint: sshKeyFingerprint,
      SSHPublicKeyBody,
      Status: 'Active',
      UploadDate,
    });
    const read = async (Encoding: 'SSH' | 'PEM') =>
      (await client.send(new GetSSHPublicKeyCommand({ UserName, SSHPublicKeyId, Encoding }))).SSHPublicKey;
    expect((await read('SSH'))?.SSHPublicKeyBody).toBe(sshKey);
    expect((await read('PEM'))?.SSHPublicKeyBody?.trim()).toBe(pemKey);
    await client.send(new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId, Status: 'Inactive' }));
    const { SSHPublicKeys } = await client.send(new ListSSHPublicKeysCommand({ UserName }));
    expect(SSHPublicKeys).toEqual([{ UserName, SSHPublicKeyId, Status: 'Inactive', UploadDate }]);
    await client.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId }));
    expect((await failureOf(read('SSH'))).name).toBe('NoSuchEntityException');
  }
});

test.each([
  ['UnrecognizedPublicKeyEncodingException', 'no key', 'this is none'],
  [
    'UnrecognizedPublicKeyEncodingException',
    'another kind of SSH key',
    'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA',
  ],
  ['InvalidPublicKeyException', 'half a key', sshKey.slice(0, 100)],
  ['InvalidPublicKeyException', 'a PEM that is none', pemKey.replace('MIIB', 'AAAA')],
  ['InvalidPublicKeyException', 'a key of 1,024 bits', shortKey],
  ['InvalidPublicKeyException', 'a key on a curve', curveKey],
  ['ValidationError', 'nothing', ''],
])('no SSH public key: %s for %s', async (name, _, SSHPublicKeyBody) => {
  const { client, UserName } = await withJane();
  const failure = await failureOf(client.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody })));
  expect(failure.name).toBe(name);
});

test('five SSH public keys of a user, none twice', async () => {
  const { client, UserName } = await withJane();
  const upload = (SSHPublicKeyBody: string) =>
    client.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody }));
  for (const key of sshKeys) await upload(key);
  expect((await failureOf(upload(pemKey))).name).toBe('LimitExceededException');
  expect((await failureOf(upload(`${sshKeys[0]} again`))).name).toBe('DuplicateSSHPublicKeyException');
});

test('signing certificates: two of a user, none twice', async () => {
  const { client, clock, UserName } = await withJane();
  const [first = '', second = '', third = ''] = ['one.example.com', 'two.example.com', 'six.example.com'].map(
    (host) => selfSigned(host).cert,
  );
  const upload = (CertificateBody: string) =>
    client.send(new UploadSigningCertificateCommand({ UserName, CertificateBody }));
  const { Certificate } = await upload(first);
  const CertificateId = Certificate?.CertificateId;
  expect(Certificate).toEqual({
    UserName,
    CertificateId: expect.stringMatching(/^[A-Z2-7]{32}$/),
    CertificateBody: first,
    Status: 'Active',
    UploadDate: new Date(clock.now()),
  });
  expect((await failureOf(upload(first))).name).toBe('DuplicateCertificateException');
  await upload(second);
  expect((await failureOf(upload(third))).name).toBe('LimitExceededException');
  expect((await failureOf(upload('no certificate'))).name).toBe('MalformedCertificateException');
  await client.send(new UpdateSigningCertificateCommand({ UserName, CertificateId, Status: 'Inactive' }));
  const list = async () => {
    const { Certificates } = await client.send(new ListSigningCertificatesCommand({ UserName }));
    return new Map(Certificates?.map((one) => [one.CertificateBody, one.Status]));
  };
  expect(await list()).toEqual(
    new Map([
      [first, 'Inactive'],
      [second, 'Active'],
    ]),
  ); // prettier-ignore
  await client.send(new DeleteSigningCertificateCommand({ UserName, CertificateId }));
  expect([...(await list()).keys()]).toEqual([second]);
  const again = new DeleteSigningCertificateCommand({ UserName, CertificateId });
  expect((await failureOf(client.send(again))).name).toBe('NoSuchEntityException');
});

test('credentials of services: two of a user for each service, with a secret that is shown once', async () => {
  const { client, clock, management, UserName } = await withJane();
  const create = async (ServiceName: string, CredentialAgeDays?: number) => {
    const input = {
      UserName,
      ServiceName,
      ...(CredentialAgeDays === undefined ? {} : { CredentialAgeDays }),
    };
    const answer = await client.send(new CreateServiceSpecificCredentialCommand(input));
    return answer.ServiceSpecificCredential;
  };
  const git = 'codecommit.amazonaws.com';
  const first = await create(git);
  const ServiceSpecificCredentialId = first?.ServiceSpecificCredentialId;
  const shown = {
    UserName,
    ServiceName: git,
    ServiceUserName: `jane-at-${management}`,
    ServiceSpecificCredentialId: expect.stringMatching(/^ACCA[A-Z2-7]{17}$/),
    Status: 'Active',
    CreateDate: new Date(clock.now()),
  };
  expect(first).toEqual({ ...shown, ServicePassword: expect.any(String) });
  expect((await create(git))?.ServiceUserName).toBe(`jane+1-at-${management}`);
  expect((await failureOf(create(git))).name).toBe('LimitExceededException');
  expect((await failureOf(create(git, 30))).name).toBe('ValidationError');
  expect(await failureOf(create('s3.amazonaws.com'))).toMatchObject({
    name: 'ServiceNotSupportedException',
    $metadata: { httpStatusCode: 404 },
  });
  const key = await create('bedrock.amazonaws.com', 30);
  expect(key).toMatchObject({
    ServiceCredentialAlias: `jane-at-${management}`,
    ServiceCredentialSecret: expect.any(String),
    ExpirationDate: new Date(clock.now() + 30 * day),
  });
  const list = async (ServiceName?: string) => {
    const input = { UserName, ...(ServiceName === undefined ? {} : { ServiceName }) };
    const answer = await client.send(new ListServiceSpecificCredentialsCommand(input));
    return answer.ServiceSpecificCredentials ?? [];
  };
  expect(await list(git)).toEqual(expect.arrayContaining([shown]));
  expect(await list()).toHaveLength(3);
  clock.advance(30 * day);
  expect((await list('bedrock.amazonaws.com'))[0]?.Status).toBe('Expired');
  const reset = await client.send(
    new ResetServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }),
  );
  expect(reset.ServiceSpecificCredential?.ServicePassword).not.toBe(first?.ServicePassword);
  await client.send(
    new UpdateServiceSpecificCredentialCommand({
      UserName,
      ServiceSpecificCredentialId,
      Status: 'Inactive',
    }),
  );
  expect((await list(git)).map(({ Status }) => Status).sort()).toEqual(['Active', 'Inactive']);
  const remove = () =>
    client.send(new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId }));
  await remove();
  expect((await failureOf(remove())).name).toBe('NoSuchEntityException');
  expect((await create(git))?.ServiceUserName).toBe(`jane-at-${management}`);
});

test('credentials of services of all users', async () => {
  const { client, UserName } = await withJane();
  await client.send(new CreateUserCommand({ UserName: 'kim' }));
  const ServiceName = 'logs.amazonaws.com';
  for (const name of [UserName, 'kim']) {
    await client.send(new CreateServiceSpecificCredentialCommand({ UserName: name, ServiceName }));
  }
  const all = await client.send(new ListServiceSpecificCredentialsCommand({ AllUsers: true }));
  expect(all.ServiceSpecificCredentials?.map((one) => one.UserName).sort()).toEqual(['jane', 'kim']);
});

test('a user who is renamed keeps them, and none is deleted with one', async () => {
  const { client } = await withJane();
  await client.send(new UploadSSHPublicKeyCommand({ UserName: 'jane', SSHPublicKeyBody: sshKey }));
  await client.send(new UpdateUserCommand({ UserName: 'jane', NewUserName: 'joan' }));
  const { SSHPublicKeys = [] } = await client.send(new ListSSHPublicKeysCommand({ UserName: 'joan' }));
  expect(SSHPublicKeys.map(({ UserName }) => UserName)).toEqual(['joan']);
  const remove = () => client.send(new DeleteUserCommand({ UserName: 'joan' }));
  expect(await failureOf(remove())).toMatchObject({
    name: 'DeleteConflictException',
    message: 'Cannot delete entity, must remove referenced objects first.',
  });
  const SSHPublicKeyId = SSHPublicKeys[0]?.SSHPublicKeyId;
  await client.send(new DeleteSSHPublicKeyCommand({ UserName: 'joan', SSHPublicKeyId }));
  await remove();
});

test('each is asked for on the user', async () => {
  const { client, iam, addUser, management, UserName } = await withJane();
  const own = `arn:aws:iam::${management}:user/\${aws:username}`;
  const kim = iam(addUser(management, 'kim', [policy(allow('iam:*SSHPublicKey*', own))]));
  await kim.send(new UploadSSHPublicKeyCommand({ UserName: 'kim', SSHPublicKeyBody: sshKey }));
  const id = 'A'.repeat(24);
  const calls = {
    UploadSSHPublicKey: kim.send(new UploadSSHPublicKeyCommand({ UserName, SSHPublicKeyBody: sshKey })),
    GetSSHPublicKey: kim.send(new GetSSHPublicKeyCommand({ UserName, SSHPublicKeyId: id, Encoding: 'SSH' })),
    UpdateSSHPublicKey: kim.send(
      new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId: id, Status: 'Active' }),
    ),
    DeleteSSHPublicKey: kim.send(new DeleteSSHPublicKeyCommand({ UserName, SSHPublicKeyId: id })),
    UploadSigningCertificate: kim.send(
      new UploadSigningCertificateCommand({ UserName, CertificateBody: 'x' }),
    ),
    UpdateSigningCertificate: kim.send(
      new UpdateSigningCertificateCommand({ UserName, CertificateId: id, Status: 'Active' }),
    ),
    DeleteSigningCertificate: kim.send(new DeleteSigningCertificateCommand({ UserName, CertificateId: id })),
    CreateServiceSpecificCredential: kim.send(
      new CreateServiceSpecificCredentialCommand({ UserName, ServiceName: 'x' }),
    ),
    UpdateServiceSpecificCredential: kim.send(
      new UpdateServiceSpecificCredentialCommand({
        UserName,
        ServiceSpecificCredentialId: id,
        Status: 'Active',
      }),
    ),
    ResetServiceSpecificCredential: kim.send(
      new ResetServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId: id }),
    ),
    DeleteServiceSpecificCredential: kim.send(
      new DeleteServiceSpecificCredentialCommand({ UserName, ServiceSpecificCredentialId: id }),
    ),
  };
  for (const [action, call] of Object.entries(calls)) {
    expect((await failureOf(call)).message).toContain(
      `is not authorized to perform: iam:${action} on resource: arn:aws:iam::${management}:user/jane`,
    );
  }
  const missing = client.send(
    new UpdateSSHPublicKeyCommand({ UserName, SSHPublicKeyId: id, Status: 'Active' }),
  );
  expect((await failureOf(missing)).name).toBe('NoSuchEntityException');
});
