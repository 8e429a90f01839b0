/** Root users: the credentials of each, and whether the organization manages them centrally. */

import type { Unread } from './reading.ts';

/** What GetAccountSummary says of an account's root user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html */
export interface RootUser {
  readonly hasPassword: boolean;
  readonly hasAccessKeys: boolean;
  readonly hasMfa: boolean;
  readonly hasSigningCertificates: boolean;
}

export type RootUserReading =
  | { readonly kind: 'read'; readonly rootUser: RootUser }
  | Unread
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
  | Unread
  | { readonly kind: 'not-asked' };

/** One access key of a root user. */
export interface RootKey {
  readonly id: string;
  readonly isActive: boolean;
  /** Epoch milliseconds; null for a key that was never used. */
  readonly lastUsed: number | null;
}

/** What a root user can sign in with, by name: what is taken away when its credentials are. */
export interface RootCredentials {
  readonly hasPassword: boolean;
  readonly keys: readonly RootKey[];
  /** Ids of signing certificates. */
  readonly certificates: readonly string[];
  /** Serial numbers. */
  readonly mfaDevices: readonly string[];
}

/** Whether there is nothing of it. */
export function isNone({ hasPassword, keys, certificates, mfaDevices }: RootCredentials): boolean {
  return !hasPassword && keys.length + certificates.length + mfaDevices.length === 0;
}

/** The principal by which Organizations knows IAM. */
export const iamService = 'iam.amazonaws.com';

/**
 * What a session of AssumeRoot may be opened for here, by the names of AWS's policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
 */
export type RootTask = 'IAMAuditRootUserCredentials' | 'IAMDeleteRootUserCredentials';

export function rootTaskArn(partition: string, task: RootTask): string {
  return `arn:${partition}:iam::aws:policy/root-task/${task}`;
}

/** The subject of what could not be read of an account's root user. */
export function rootUserSubject(label: string): string {
  return `${label}${rootUserSuffix}`;
}

const rootUserSuffix = '/root-user';

/** The account that such a subject is about; null for any other subject. */
export function labelOfRootUser(subject: string): string | null {
  return subject.endsWith(rootUserSuffix) ? subject.slice(0, -rootUserSuffix.length) : null;
}
