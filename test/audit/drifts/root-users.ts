import type { SandboxState } from '../../../src/sandbox/state.ts';
import type { RootUserState } from '../../../src/sandbox/state-of-iam.ts';
import { drifts, ofBase } from '../drift.ts';
import { addAccount, iamOf } from '../edits.ts';

/** What the root user of an account has, beside what it had. */
export function giveRoot(state: SandboxState, accountId: string, parts: Partial<RootUserState>): void {
  const iam = iamOf(state, accountId);
  const none: RootUserState = { hasPassword: false, mfaDevices: [], signingCertificates: [] };
  iam.root = { ...(iam.root ?? none), ...parts };
}

/** @param lastUsedAt epoch milliseconds; left out for a key that was never used */
export function giveRootKey(state: SandboxState, accountId: string, lastUsedAt?: number): string {
  const id = `AKIAR00T${accountId}`;
  const used = lastUsedAt === undefined ? {} : { lastUsedAt };
  const key = { id, secretAccessKey: `secret-of-${id}`, accountId, createdAt: 0, status: 'Active' as const };
  state.accessKeys[id] = { ...key, ...used };
  return id;
}

const certificate = { id: 'CERTIFICATEOFTHEROOTUSER', uploadedAt: 0 };
const mfaDevices = ['arn:aws:iam::aws:mfa/root-account-mfa-device'];

/** Root users that can sign in, of clients or environments. */
export const rootUsers = drifts({ repair: 'named', touches: 'client' }, [
  {
    name: 'a root user with a password alone',
    expect: { check: 'root-password-without-mfa', severity: 'high', subject: /CLIENT/ },
    apply: (state, { client }) => giveRoot(state, client.accountId, { hasPassword: true }),
  },
  {
    name: 'a root user with a password and MFA',
    expect: { check: 'root-credentials', severity: 'medium', subject: /CLIENT/ },
    apply: (state, { client }) => giveRoot(state, client.accountId, { hasPassword: true, mfaDevices }),
  },
  {
    name: 'a root user with a signing certificate',
    expect: { check: 'root-credentials', severity: 'medium', subject: /CLIENT/ },
    apply: (state, { client }) => giveRoot(state, client.accountId, { signingCertificates: [certificate] }),
  },
  {
    name: 'a root user with nothing but an MFA device',
    expect: { check: 'root-credentials', severity: 'low', subject: /CLIENT/ },
    apply: (state, { client }) => giveRoot(state, client.accountId, { mfaDevices }),
  },
  {
    name: 'a root user with an access key',
    expect: { check: 'root-keys', severity: 'high', subject: /CLIENT/ },
    never: ['root-credentials'],
    apply(state, { client }) {
      giveRootKey(state, client.accountId);
      giveRoot(state, client.accountId, { signingCertificates: [certificate] });
    },
  },
]);

/** Those of the accounts that the others rest on, and whether they are managed centrally. */
export const rootUsersOfBase = drifts({ repair: 'named', kinds: ofBase, touches: 'root users' }, [
  {
    name: 'a root user of Ops with a password alone',
    expect: { check: 'root-password-without-mfa', severity: 'high', subject: /Ops/ },
    apply: (state, { ops }) => giveRoot(state, ops, { hasPassword: true }),
  },
  {
    name: 'a root user of the management account with an access key',
    expect: { check: 'root-keys', severity: 'high', subject: /management/ },
    repair: 'no',
    apply: (state, { management }) => void giveRootKey(state, management),
  },
  {
    name: 'a root user of the management account without MFA',
    expect: { check: 'root-password-without-mfa', severity: 'high', subject: /management/ },
    repair: 'no',
    apply: (state, { management }) => giveRoot(state, management, { mfaDevices: [] }),
  },
  {
    name: 'a root user with a password alone, of an account outside the structure',
    expect: { check: 'root-password-without-mfa', severity: 'medium', subject: /lab/ },
    explains: ['account-misplaced', 'account-unknown-unit'],
    touches: 'alone',
    apply: (state, { root }) => giveRoot(state, addAccount(state, 'lab', root), { hasPassword: true }),
  },
  {
    name: 'root credentials that are not managed centrally',
    expect: { check: 'root-management', severity: 'medium' },
    repair: 'yes',
    touches: 'root management',
    apply(state) {
      if (state.organization) state.organization.rootFeatures = ['RootSessions'];
    },
  },
  {
    name: 'IAM without trusted access',
    expect: { check: 'root-management', severity: 'medium' },
    repair: 'yes',
    touches: 'root management',
    apply(state) {
      delete state.organization?.trustedServices?.['iam.amazonaws.com'];
    },
  },
  {
    name: 'a root user with MFA, while nothing is managed centrally',
    expect: { check: 'root-management', severity: 'medium' },
    never: ['root-credentials'],
    repair: 'yes',
    // Only once they are managed centrally is it one too many.
    leaves: ['root-credentials'],
    touches: 'alone',
    apply(state, { ops }) {
      if (state.organization) state.organization.rootFeatures = [];
      giveRoot(state, ops, { hasPassword: true, mfaDevices });
    },
  },
]);
