import type { CallContext } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { RootUserState } from '../state-of-iam.ts';
import { growingIam, iamOf } from './account.ts';

/** Whether the request is about the root user who signed it: a root user may leave out the name, which it has not. */
export function isAboutRoot(userName: string | undefined, { caller }: CallContext): boolean {
  return userName === undefined && caller.kind === 'root';
}

/**
 * What the root user of an account can sign in with, beside access keys. Organizations gives a new account's root user a
 * password that nobody knows and that can be recovered by e-mail; AWS demands MFA of one that signs in, as the management
 * account's did.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-as-root.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html
 */
export function rootUserOf(state: SandboxState, accountId: string): RootUserState {
  const { root } = iamOf(state, accountId);
  if (root !== undefined) return root;
  const mfaDevices =
    accountId === state.managementAccountId ? [`arn:aws:iam::${accountId}:mfa/root-account-mfa-device`] : [];
  return { hasPassword: true, mfaDevices, signingCertificates: [] };
}

/** The caller's own root user, to be changed. */
export function changeRootUser(context: CallContext, change: Partial<RootUserState>): void {
  const { state, caller } = context;
  growingIam(context).root = { ...rootUserOf(state, caller.accountId), ...change };
}
