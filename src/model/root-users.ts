/** Root users: what each can sign in with, and whether the organization manages that. */

/** What GetAccountSummary says of an account's root user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export interface RootUser {
  readonly hasPassword: boolean;
  readonly hasAccessKeys: boolean;
  readonly hasMfa: boolean;
  readonly hasSigningCertificates: boolean;
}

export type RootUserReading =
  | { readonly kind: 'read'; readonly rootUser: RootUser }
  /** It should have been read and could not be. */
  | { readonly kind: 'unread'; readonly reason: string; readonly denied: boolean }
  | { readonly kind: 'not-asked' };

/**
 * Central management of members' root users.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-enable-root-access.html
 */
export type RootAccessReading =
  | {
      readonly kind: 'read';
      /** IAM has trusted access to the organization. */
      readonly isTrusted: boolean;
      readonly managesCredentials: boolean;
    }
  | { readonly kind: 'unread'; readonly reason: string; readonly denied: boolean }
  | { readonly kind: 'not-asked' };
