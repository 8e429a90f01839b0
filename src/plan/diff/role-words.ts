import type { AccountRef } from '../../model/account-kind.ts';
import type { OfKind } from '../change.ts';
import type { Difference } from '../difference.ts';
import type { ComparedRole } from '../role-plan.ts';

/** What of a role may differ, beside its trust policy. */
export type RoleAspect =
  | 'missing'
  | 'misnamed'
  | 'path'
  | 'session'
  | 'boundary'
  | 'tags'
  | 'policy-missing'
  | 'policy-extra';

/** What the differences of a role are called. */
export interface RoleWords extends Pick<Difference, 'subject' | 'place'> {
  readonly owner: AccountRef;
  /** The command that makes the role anew. */
  readonly makeIt: string;
  /** @param policy path and name, where the difference is about one policy */
  about(
    aspect: RoleAspect,
    policy?: string,
  ): Pick<Difference, 'check' | 'subject'> & Pick<Partial<Difference>, 'severity'>;
  trust(compared: ComparedRole, change: OfKind<'replace-trust'>): readonly Difference[];
}
