import {
  CreateVirtualMFADeviceCommand,
  EnableMFADeviceCommand,
  GetUserCommand,
  IAMClient,
} from '@aws-sdk/client-iam';
import { GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, expect, it } from 'vitest';
import { addUser } from '../audit/edits.ts';
import { cleanUp, open, prepared } from '../audit/prepared.ts';
import { type Keys, keyOf } from '../support/revoked.ts';

afterAll(cleanUp);

it('stolen access keys register no MFA device, of whatever user it is: they would pass for somebody with MFA', async () => {
  const ground = await prepared('mfa');
  const here = open(ground);
  const { ops, group } = ground.cast;
  here.sandbox.edit((state) => {
    addUser(state, ops, 'kim', { key: 'Active', mfa: true, groups: ['people', group] });
    addUser(state, ops, 'newcomer', { key: 'Active', groups: ['people'] });
    // A device whose seed the thief knows, such as one of the thief's own user.
    const SerialNumber = `arn:aws:iam::${ops}:mfa/thief`;
    const iam = state.iam[ops];
    if (iam === undefined) throw new Error('Ops has no IAM');
    iam.mfaDevices = {
      ...iam.mfaDevices,
      [SerialNumber]: { serialNumber: SerialNumber, path: '/', tags: {} } as never,
    };
  });
  const { region, requestHandler } = here.sandbox;
  const iam = (credentials: Keys) => new IAMClient({ region, requestHandler, credentials });
  const create = new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'newcomer' });
  await expect(iam(keyOf(here, 'newcomer')).send(create)).rejects.toThrow(/explicit deny/);
  const enable = new EnableMFADeviceCommand({
    UserName: 'kim',
    SerialNumber: `arn:aws:iam::${ops}:mfa/thief`,
    AuthenticationCode1: '123456',
    AuthenticationCode2: '654321',
  });
  await expect(iam(keyOf(here, 'kim')).send(enable)).rejects.toThrow(/explicit deny/);
  await expect(iam(keyOf(here, 'kim')).send(new GetUserCommand({}))).resolves.toBeDefined();
  // AWS lets no session into IAM that a key began without a code.
  const sts = new STSClient({ region, requestHandler, credentials: keyOf(here, 'kim') });
  const { Credentials } = await sts.send(new GetSessionTokenCommand({}));
  const session = {
    accessKeyId: Credentials?.AccessKeyId ?? '',
    secretAccessKey: Credentials?.SecretAccessKey ?? '',
    sessionToken: Credentials?.SessionToken ?? '',
  };
  await expect(iam(session).send(enable)).rejects.toThrow(
    /InvalidClientTokenId|AccessDenied|invalid|not authorized/,
  );
});
