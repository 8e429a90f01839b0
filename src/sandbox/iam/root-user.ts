import type {
  DeleteSigningCertificateRequest,
  ListSigningCertificatesRequest,
  ListSigningCertificatesResponse,
} from '@aws-sdk/client-iam';
import type { CallContext, Operations } from '../operation.ts';
import type { SandboxState } from '../state.ts';
import type { RootUserState } from '../state-of-iam.ts';
import { growingIam, iamOf } from './account.ts';
import { onUserOrCaller, userOrCaller } from './caller-user.ts';
import { requireText } from './constraints.ts';
import { noSuchEntity } from './errors.ts';
import { pageOf } from './pages.ts';
import { operation } from './permission.ts';

const certificateIdRule = { min: 24, max: 128, pattern: /^[\w]+$/ };

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

/** Only root users have signing certificates here, and only by `edit`. */
export const signingCertificateOperations: Operations = {
  ListSigningCertificates: operation<ListSigningCertificatesRequest, ListSigningCertificatesResponse>({
    mutates: false,
    permissions: (input, context) => onUserOrCaller('ListSigningCertificates', input.UserName, context),
    run(input, context) {
      const { items, page } = pageOf(certificatesOf(input.UserName, context), ({ id }) => id, input);
      const certificates = items.map(({ id, uploadedAt }) => ({
        UserName: 'root',
        CertificateId: id,
        CertificateBody: '',
        Status: 'Active' as const,
        UploadDate: new Date(uploadedAt),
      }));
      return { Certificates: certificates, ...page };
    },
  }),

  DeleteSigningCertificate: operation<DeleteSigningCertificateRequest, void>({
    mutates: true,
    permissions: (input, context) => onUserOrCaller('DeleteSigningCertificate', input.UserName, context),
    run(input, context) {
      const id = requireText(input.CertificateId, 'certificateId', certificateIdRule);
      const certificates = certificatesOf(input.UserName, context);
      const left = certificates.filter((certificate) => certificate.id !== id);
      if (left.length === certificates.length) {
        throw noSuchEntity(`The Certificate with id ${id} cannot be found.`);
      }
      changeRootUser(context, { signingCertificates: left });
    },
  }),
};

function certificatesOf(
  userName: string | undefined,
  context: CallContext,
): RootUserState['signingCertificates'] {
  if (isAboutRoot(userName, context)) {
    return rootUserOf(context.state, context.caller.accountId).signingCertificates;
  }
  userOrCaller(userName, context);
  return [];
}
