/** The rights that the organization has delegated: accounts that administer it, services, and its resource policy. */

import type { Unread } from './reading.ts';

/** https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListDelegatedAdministrators.html */
export interface DelegatedAdministrator {
  readonly accountId: string;
  readonly name: string;
  /** Principals of the services that it administers: `guardduty.amazonaws.com`. */
  readonly services: readonly string[];
}

export type DelegationReading =
  | {
      readonly kind: 'read';
      readonly administrators: readonly DelegatedAdministrator[];
      /** Principals of the services that have trusted access. */
      readonly trustedServices: readonly string[];
      /** The organization's resource policy, JSON; null where there is none. */
      readonly resourcePolicy: string | null;
    }
  | Unread
  /** Something else was asked for. */
  | { readonly kind: 'not-asked' };
