import { deriveSecretAccessKey, newAccessKeyId, newIamId } from '../../src/sandbox/ids.ts';
import type { SandboxState, UserState } from '../../src/sandbox/state.ts';
import { iamOf, idOf } from './state.ts';

/**
 * Gives Ops a user with one of everything that IAM wants gone before it deletes a user; two access keys, of which one is
 * inactive, and a virtual MFA device of the user's name.
 */
export function addFullUser(state: SandboxState, name: string, now: number): UserState {
  const accountId = idOf(state, 'Ops');
  const iam = iamOf(state, 'Ops');
  const serial = `arn:aws:iam::${accountId}:mfa/${name}`;
  const user: UserState = {
    name,
    id: newIamId(state, 'AIDA'),
    path: '/',
    createdAt: now,
    mfaDevices: [serial, 'GAHT12345678'],
    inline: { own: { document: allowing('s3:ListAllMyBuckets'), effectiveAt: 0 } },
    attached: ['arn:aws:iam::aws:policy/ReadOnlyAccess'],
    permissionsBoundary: 'arn:aws:iam::aws:policy/PowerUserAccess',
    tags: {},
    hasPassword: true,
    certificates: [{ id: 'CERTIFICATEOFAUSER000000', uploadedAt: now }],
    sshKeys: [{ id: 'APKAEXAMPLE0000000000', body: 'ssh-rsa AAAA', uploadedAt: now, status: 'Active' }],
    serviceCredentials: [
      {
        id: 'ACCAEXAMPLE0000000000',
        service: 'codecommit.amazonaws.com',
        alias: `${name}-at-${accountId}`,
        createdAt: now,
        status: 'Active',
      },
    ],
  };
  iam.users[name.toLowerCase()] = user;
  iam.mfaDevices = {
    ...iam.mfaDevices,
    [serial]: { serial, name, path: '/', seed: 'JBSWY3DPEHPK3PXP', enabledAt: now, drift: 0, tags: {} },
  };
  for (const group of ['people', 'production']) iam.groups[group]?.members.push(name);
  for (const status of ['Active', 'Inactive'] as const) addKey(state, user, status, now);
  return user;
}

/** An access key of a user in Ops. */
export function addKey(
  state: SandboxState,
  { name }: UserState,
  status: 'Active' | 'Inactive',
  createdAt: number,
): string {
  const accountId = idOf(state, 'Ops');
  const id = newAccessKeyId(state, accountId);
  const secretAccessKey = deriveSecretAccessKey(state.secret, id);
  state.accessKeys[id] = { id, secretAccessKey, accountId, userName: name, createdAt, status };
  return id;
}

function allowing(action: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }],
  });
}
