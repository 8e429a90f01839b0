import type { AccountChange } from './shapes/accounts.ts';
import type { PeopleChange } from './shapes/groups-and-users.ts';
import type { OrganizationChange } from './shapes/organization.ts';

/**
 * One thing to do, as data: it can be printed, stored and compared, and doing it again does nothing more.
 * An account that does not exist yet has no id; its name stands for it.
 */
export type Change = AccountChange | PeopleChange | OrganizationChange;

export type ChangeKind = Change['kind'];

/** The changes of some kinds. Written as a map, so that the compiler pairs each with the row of its kind in a table. */
export type OfKind<K extends ChangeKind> = {
  readonly [P in K]: Extract<Change, { readonly kind: P }> & { readonly kind: P };
}[K];

/** A change and what reality says of it. */
export interface Step<C extends Change = Change> {
  readonly change: C;
  /**
   * `needed`: to be applied; `satisfied`: already so; `needs-consent`: it would overwrite what somebody else may have
   * meant, so it is only done when asked for by name.
   */
  readonly state: 'needed' | 'satisfied' | 'needs-consent';
}

/** What was done about one change. `in-doubt`: it was sent, and no answer says whether it took effect. */
export type ChangeStatus = 'planned' | 'applied' | 'unchanged' | 'not-applied' | 'in-doubt';

/** Path and name of a managed policy. */
export function policyOf(arn: string): string {
  return arn.slice(arn.indexOf('/') + 1);
}
