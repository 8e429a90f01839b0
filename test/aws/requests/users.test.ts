import {
  CreateLoginProfileCommand,
  DeleteUserCommand,
  GetAccountPasswordPolicyCommand,
  GetUserCommand,
  IAMClient,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
  UpdateLoginProfileCommand,
} from '@aws-sdk/client-iam';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { iamApi } from '../../../src/aws/iam.ts';
import { answer, sending } from './sending.ts';

const sdkClient = new IAMClient({ region: 'us-east-1' });
const client = mockClient(sdkClient);
const api = iamApi(sdkClient, sending);
beforeEach(() => client.reset());

const inputs = () => client.calls().map(({ args }) => args[0].input);
const gone = answer('NoSuchEntityException', 404);

describe('a user', () => {
  it('is found by one call, as IAM keeps it', async () => {
    const User = { UserName: 'Kim', Arn: 'arn:kim', UserId: 'AIDAKIM', Path: '/', CreateDate: new Date(0) };
    client.on(GetUserCommand).resolves({ User });
    expect(await api.findUser('kim')).toEqual({ name: 'Kim', arn: 'arn:kim', id: 'AIDAKIM' });
    client.on(GetUserCommand).rejects(gone);
    expect(await api.findUser('kim')).toBeNull();
    expect(await api.readUser('kim')).toBeNull();
    expect(await api.readSignIn('kim')).toBeNull();
  });

  it('is listed page after page', async () => {
    const listed = (name: string) => ({ UserName: name, Arn: `arn:${name}`, UserId: `AIDA${name}` });
    client
      .on(ListUsersCommand)
      .resolvesOnce({ Users: [listed('kim')] as never, IsTruncated: true, Marker: 'two' })
      .resolvesOnce({ Users: [listed('lee')] as never });
    expect((await api.listUsers()).map(({ name, id }) => [name, id])).toEqual([
      ['kim', 'AIDAkim'],
      ['lee', 'AIDAlee'],
    ]);
    expect(inputs()).toEqual([{ Marker: undefined }, { Marker: 'two' }]);
  });

  it('gets passwords that have to be changed', async () => {
    client.on(CreateLoginProfileCommand).resolves({} as never);
    client.on(UpdateLoginProfileCommand).resolves({});
    await api.createPassword('kim', 'secret');
    await api.replacePassword('kim', 'other');
    expect(inputs()).toEqual([
      { UserName: 'kim', Password: 'secret', PasswordResetRequired: true },
      { UserName: 'kim', Password: 'other', PasswordResetRequired: true },
    ]);
  });

  it('that is gone counts as deleted by somebody else', async () => {
    client.on(DeleteUserCommand).rejects(gone);
    expect(await api.deleteUser('kim')).toBe(false);
    client.on(DeleteUserCommand).resolves({});
    expect(await api.deleteUser('kim')).toBe(true);
  });
});

describe('the password policy of an account', () => {
  it('may be missing', async () => {
    client.on(GetAccountPasswordPolicyCommand).rejects(gone);
    expect(await api.passwordLength()).toBeNull();
    client.on(GetAccountPasswordPolicyCommand).resolves({ PasswordPolicy: { MinimumPasswordLength: 32 } });
    expect(await api.passwordLength()).toBe(32);
  });
});

it('virtual devices of nobody are asked for as such, page after page', async () => {
  client
    .on(ListVirtualMFADevicesCommand)
    .resolvesOnce({ VirtualMFADevices: [{ SerialNumber: 'one' }], IsTruncated: true, Marker: 'm' })
    .resolvesOnce({ VirtualMFADevices: [{ SerialNumber: 'two' }] });
  expect(await api.unassignedDevices()).toEqual(['one', 'two']);
  expect(inputs()).toEqual([
    { AssignmentStatus: 'Unassigned', Marker: undefined },
    { AssignmentStatus: 'Unassigned', Marker: 'm' },
  ]);
});
