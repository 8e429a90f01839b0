import type {
  DeleteSSHPublicKeyRequest,
  GetSSHPublicKeyRequest,
  GetSSHPublicKeyResponse,
  ListSSHPublicKeysRequest,
  ListSSHPublicKeysResponse,
  UpdateSSHPublicKeyRequest,
  UploadSSHPublicKeyRequest,
  UploadSSHPublicKeyResponse,
} from '@aws-sdk/client-iam';
import { newIamId } from '../ids.ts';
import { type CallContext, type Operations, SandboxError } from '../operation.ts';
import type { UserState } from '../state.ts';
import type { SshKeyState } from '../state-of-iam.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { readStatus } from './credential-status.ts';
import { noSuchEntity, quotaExceeded } from './errors.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';
import { fingerprintOf, type RsaKey, readRsaKey, sizeOf, toOpenSsh, toPem } from './rsa-keys.ts';

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const keyQuota = 5;
const leastBits = 2048;
const bodyRule = { min: 1, max: 16_384, pattern: /^[\u0009\u000A\u000D\u0020-\u00FF]+$/ };
const idRule = { min: 20, max: 128, pattern: /^[\w]+$/ };

/** Public keys with which users reach CodeCommit. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_ssh-keys.html */
export const sshKeyOperations: Operations = {
  UploadSSHPublicKey: operation<UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UploadSSHPublicKey', input.UserName, context),
    run(input, context) {
      const user = userOrCaller(input.UserName, context);
      const body = requireText(input.SSHPublicKeyBody, 'sSHPublicKeyBody', bodyRule);
      const key = readUploaded(body);
      const keys = user.sshKeys ?? [];
      if (keys.some((other) => fingerprintOf(stored(other)) === fingerprintOf(key))) {
        throw new SandboxError('DuplicateSSHPublicKeyException', 'The user has this SSH public key already.');
      }
      if (keys.length >= keyQuota) throw quotaExceeded('SSHPublicKeysPerUser', keyQuota);
      const id = newIamId(context.state, 'APKA');
      const added: SshKeyState = { id, body, uploadedAt: context.now, status: 'Active' };
      user.sshKeys = [...keys, added];
      return { SSHPublicKey: shown(user, added, body) };
    },
  }),

  GetSSHPublicKey: operation<GetSSHPublicKeyRequest, GetSSHPublicKeyResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('GetSSHPublicKey', input.UserName, context),
    run(input, context) {
      const { user, key } = find(input, context);
      const encoding: string | undefined = input.Encoding;
      if (encoding !== 'SSH' && encoding !== 'PEM') throw unrecognized();
      const body = encoding === 'SSH' ? toOpenSsh(stored(key)) : toPem(stored(key));
      return { SSHPublicKey: shown(user, key, body) };
    },
  }),

  ListSSHPublicKeys: operation<ListSSHPublicKeysRequest, ListSSHPublicKeysResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListSSHPublicKeys', input.UserName, context),
    run(input, context) {
      const user = userOrCaller(input.UserName, context);
      const { items, page } = pageOf(user.sshKeys ?? [], ({ id }) => id, input);
      return { SSHPublicKeys: items.map((key) => metadata(user, key)), ...page };
    },
  }),

  UpdateSSHPublicKey: operation<UpdateSSHPublicKeyRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('UpdateSSHPublicKey', input.UserName, context),
    run(input, context) {
      const status = readStatus(input.Status);
      const { user, key } = find(input, context);
      user.sshKeys = user.sshKeys?.map((other) => (other === key ? { ...key, status } : other)) ?? [];
    },
  }),

  DeleteSSHPublicKey: operation<DeleteSSHPublicKeyRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeleteSSHPublicKey', input.UserName, context),
    run(input, context) {
      const { user, key } = find(input, context);
      user.sshKeys = user.sshKeys?.filter((other) => other !== key) ?? [];
    },
  }),
};

function readUploaded(body: string): RsaKey {
  const key = readRsaKey(body);
  if (key === null) throw unrecognized();
  if (key === undefined || sizeOf(key) < leastBits) {
    throw new SandboxError('InvalidPublicKeyException', 'The public key is not valid.');
  }
  return key;
}

function stored({ body }: SshKeyState): RsaKey {
  return readUploaded(body);
}

function find(
  { UserName, SSHPublicKeyId }: { UserName?: string | undefined; SSHPublicKeyId?: string | undefined },
  context: CallContext,
): { user: UserState; key: SshKeyState } {
  const user = userOrCaller(UserName, context);
  const id = requireText(SSHPublicKeyId, 'sSHPublicKeyId', idRule);
  const key = user.sshKeys?.find((other) => other.id === id);
  if (key === undefined) throw noSuchEntity(`The Public Key with id ${id} cannot be found.`);
  return { user, key };
}

function metadata({ name }: UserState, { id, status, uploadedAt }: SshKeyState) {
  return { UserName: name, SSHPublicKeyId: id, Status: status, UploadDate: new Date(uploadedAt) };
}

function shown(user: UserState, key: SshKeyState, body: string) {
  return { ...metadata(user, key), Fingerprint: fingerprintOf(stored(key)), SSHPublicKeyBody: body };
}

function unrecognized(): SandboxError {
  return new SandboxError(
    'UnrecognizedPublicKeyEncodingException',
    'The encoding of the public key is not recognized.',
  );
}
